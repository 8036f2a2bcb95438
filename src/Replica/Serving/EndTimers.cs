using ActorServe.Replica.Batching;
using Akka.Actor;

namespace ActorServe.Replica.Serving;

/// <summary>
/// When replicas that were told to end should have: a replica gives up by itself when its grace is over, so that one that is there for
/// long after it hears nothing. Owned by its node's actor, which it tells <see cref="NotEnded"/>.
/// </summary>
internal sealed class EndTimers(TimeProvider time, IActorRef node) : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<IActorRef, ITimer> _timers = [];

    /// <summary>
    /// The replica was told to end. Where it was before, only one that heard that has the new grace: else a wish that is repeated would put
    /// off for ever what it asks for.
    /// </summary>
    public void Start(IActorRef replica, TimeSpan grace, bool isHeard)
    {
        if (_timers.ContainsKey(replica) && !isHeard) return;
        Stop(replica);
        _timers[replica] = time.CreateTimer(_ => node.Tell(new NotEnded(replica)), null, grace.Plus(_patience), Timeout.InfiniteTimeSpan);
    }

    /// <summary>The replica has ended.</summary>
    public void Stop(IActorRef replica)
    {
        if (_timers.Remove(replica, out var timer)) timer.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var timer in _timers.Values) timer.Dispose();
    }

    /// <summary>A replica is still there, long after its time to end.</summary>
    internal sealed record NotEnded(IActorRef Replica) : INoSerializationVerificationNeeded;
}
