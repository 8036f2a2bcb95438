using ActorServe.Shared.Protocol;
using Akka.Actor;

namespace ActorServe.Shared.Hosting;

/// <summary>
/// Tells one actor of the cluster's targets: those there are when it starts, and newer ones as they come, never older ones.
/// </summary>
public sealed class TargetsFollower : UntypedActor
{
    private readonly ReplicatedTargets _targets = ReplicatedTargets.Of(Context.System);
    private readonly IActorRef _told;
    private readonly Func<ServeTargets, object> _message;
    private ServeTargets _newest = ServeTargets.None;

    /// <summary>See <see cref="Props"/>.</summary>
    public TargetsFollower(IActorRef told, Func<ServeTargets, object> message) => (_told, _message) = (told, message);

    /// <summary>The actor.</summary>
    /// <param name="told">Who is told; best the actor's parent, so that neither lives without the other.</param>
    /// <param name="message">What it is told of targets.</param>
    public static Props Props(IActorRef told, Func<ServeTargets, object> message) =>
        Akka.Actor.Props.Create(() => new TargetsFollower(told, message));

    /// <inheritdoc/>
    protected override void PreStart() => _targets.Subscribe(Self);

    /// <inheritdoc/>
    protected override void PostStop() => _targets.Unsubscribe(Self);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (ReplicatedTargets.Read(message) is not { } targets) Unhandled(message);
        else if (targets.IsNewerThan(_newest)) Tell(targets);
    }

    private void Tell(ServeTargets targets)
    {
        _newest = targets;
        _told.Tell(_message(targets));
    }
}
