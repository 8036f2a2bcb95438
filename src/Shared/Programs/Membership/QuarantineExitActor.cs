using Akka.Actor;
using Akka.Event;
using Akka.Remote;

namespace ActorServe.Shared.Programs.Membership;

/// <summary>
/// Ends the process when another node says that it has quarantined it: the cluster has gone on without it, and takes no word from it
/// before it comes back as a new node.
/// </summary>
internal sealed class QuarantineExitActor : UntypedActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ThisActorSystemQuarantinedEvent quarantined: Exit(quarantined); break;
            default: Unhandled(message); break;
        }
    }

    private void Exit(ThisActorSystemQuarantinedEvent quarantined)
    {
        _log.Error("{0} has quarantined this node, which ends so that it can be started anew.", quarantined.RemoteAddress);
        _ = CoordinatedShutdown.Get(Context.System).Run(QuarantinedReason.Instance);
    }
}

/// <summary>Why a node's ActorSystem was shut down: others quarantined it.</summary>
internal sealed class QuarantinedReason : CoordinatedShutdown.Reason
{
    /// <summary>The only one there is.</summary>
    public static QuarantinedReason Instance { get; } = new();

    /// <inheritdoc/>
    public override int ExitCode => NodeExitCodes.Downed;
}
