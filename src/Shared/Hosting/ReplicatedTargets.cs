using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.DistributedData;
using Akka.Event;

namespace ActorServe.Shared.Hosting;

/// <summary>Targets as they are held now.</summary>
/// <param name="Targets">The newest that are known; <see cref="ServeTargets.None"/> where nothing was ever set.</param>
/// <param name="IsByMajority">A majority of the nodes said so in time; otherwise it is this node alone that does.</param>
public readonly record struct HeldTargets(ServeTargets Targets, bool IsByMajority);

/// <summary>The targets as all nodes of the cluster have them, in Distributed Data. Nothing else knows how they are kept there.</summary>
/// <remarks>
/// One value, of which the newer wins, in whatever order two writes meet, so that an old file or a controller that knew less can never take
/// newer targets back. They are gone when the last node is: the seeds keep a file for that.
/// </remarks>
public sealed class ReplicatedTargets
{
    private static readonly Key<ServeTargets> Key = new TargetsKey("actorserve.targets");

    // Replicator answers within the timeout it was given; this is for one that does not answer at all.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private readonly IActorRef _replicator;
    private readonly ILoggingAdapter _log;

    private ReplicatedTargets(ActorSystem system)
    {
        _replicator = DistributedData.Get(system).Replicator;
        _log = Logging.GetLogger(system, typeof(ReplicatedTargets));
    }

    /// <summary>Those of the cluster that the system is, or will be, a member of.</summary>
    public static ReplicatedTargets Of(ActorSystem system) => new(system);

    /// <summary>
    /// Offers targets to all nodes, and waits until a majority has them; where it cannot have that in time, this node has them, says so
    /// in the log, and tells the others as it meets them.
    /// </summary>
    /// <returns>The targets given, or newer ones.</returns>
    public async Task<HeldTargets> WriteAsync(ServeTargets targets, TimeSpan timeout)
    {
        var update = Dsl.Update(Key, ServeTargets.None, new WriteMajority(timeout), held => held.Merge(targets));
        var answer = await _replicator.Ask<IUpdateResponse>(update, timeout + Margin).ConfigureAwait(false);
        if (!answer.IsSuccessful) _log.Warning("Targets {0} are not with a majority of the nodes yet: {1}", targets.Version, answer);
        return new HeldTargets(await ReadHereAsync().ConfigureAwait(false), answer.IsSuccessful);
    }

    /// <summary>The newest targets that a majority of the nodes knows, or this node where a majority does not answer in time.</summary>
    public async Task<HeldTargets> ReadAsync(TimeSpan timeout)
    {
        var answer = await _replicator.Ask<IGetResponse>(Dsl.Get(Key, new ReadMajority(timeout)), timeout + Margin).ConfigureAwait(false);
        if (!answer.IsFailure) return new HeldTargets(ValueOf(answer), IsByMajority: true);

        _log.Warning("A majority of the nodes did not tell its targets in {0}; those of this node are taken.", timeout);
        return new HeldTargets(await ReadHereAsync().ConfigureAwait(false), IsByMajority: false);
    }

    /// <summary>
    /// Each new value is sent to the follower's own <paramref name="subscriber"/>, the present one, where there is one, at once.
    /// </summary>
    internal void Subscribe(IActorRef subscriber) => _replicator.Tell(Dsl.Subscribe(Key, subscriber));

    /// <summary>What <see cref="Subscribe"/> began ends.</summary>
    internal void Unsubscribe(IActorRef subscriber) => _replicator.Tell(Dsl.Unsubscribe(Key, subscriber));

    /// <summary>Reads what a subscriber is sent; null where it is something else.</summary>
    internal static ServeTargets? Read(object message) => message is Changed changed && changed.Key.Equals(Key) ? changed.Get(Key) : null;

    private async Task<ServeTargets> ReadHereAsync() =>
        ValueOf(await _replicator.Ask<IGetResponse>(Dsl.Get(Key, ReadLocal.Instance), Margin).ConfigureAwait(false));

    private static ServeTargets ValueOf(IGetResponse answer) => answer.IsSuccessful ? answer.Get(Key) : ServeTargets.None;

    private sealed class TargetsKey(string id) : Key<ServeTargets>(id);
}
