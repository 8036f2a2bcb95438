using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Cluster;
using Akka.DistributedData;
using Akka.Event;

namespace ActorServe.Shared.Hosting;

/// <summary>The targets as all nodes of the cluster have them, in Distributed Data. Nothing else knows how they are kept there.</summary>
/// <remarks>
/// One value, whose clock is its version: the higher version wins, in whatever order two writes meet, so that an old file or a controller
/// that knew less can never take newer targets back. They are gone when the last node is: the seeds keep a file for that.
/// </remarks>
public sealed class ReplicatedTargets
{
    private static readonly LWWRegisterKey<ServeTargets> Key = new("actorserve.targets");
    private static readonly Clock<ServeTargets> ByVersion = (_, targets) => targets.Version;

    // Replicator answers within the timeout it was given; this is for one that does not answer at all.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private readonly IActorRef _replicator;
    private readonly UniqueAddress _node;
    private readonly ILoggingAdapter _log;

    private ReplicatedTargets(ActorSystem system)
    {
        _replicator = DistributedData.Get(system).Replicator;
        _node = Cluster.Get(system).SelfUniqueAddress;
        _log = Logging.GetLogger(system, typeof(ReplicatedTargets));
    }

    /// <summary>Those of the cluster that the system is, or will be, a member of.</summary>
    public static ReplicatedTargets Of(ActorSystem system) => new(system);

    /// <summary>
    /// Offers targets to all nodes, and waits until a majority has them; where it cannot have that in time, this node has them, says so
    /// in the log, and tells the others as it meets them.
    /// </summary>
    /// <returns>The targets that hold now: those given, or newer ones.</returns>
    public async Task<ServeTargets> WriteAsync(ServeTargets targets, TimeSpan timeout)
    {
        var first = new LWWRegister<ServeTargets>(_node, ServeTargets.None, ByVersion);
        var update = Dsl.Update(Key, first, new WriteMajority(timeout), kept => Newer(kept, targets));
        var answer = await _replicator.Ask<IUpdateResponse>(update, timeout + Margin).ConfigureAwait(false);
        if (!answer.IsSuccessful) _log.Warning("Targets {0} are not with a majority of the nodes yet: {1}", targets.Version, answer);
        var local = await _replicator.Ask<IGetResponse>(Dsl.Get(Key, ReadLocal.Instance), Margin).ConfigureAwait(false);
        return ValueOf(local);
    }

    /// <summary>The newest targets that a majority of the nodes knows, or this node where a majority does not answer in time.</summary>
    /// <returns>Also <see cref="ServeTargets.None"/>, where nothing was ever set.</returns>
    public async Task<ServeTargets> ReadAsync(TimeSpan timeout)
    {
        var answer = await _replicator.Ask<IGetResponse>(Dsl.Get(Key, new ReadMajority(timeout)), timeout + Margin).ConfigureAwait(false);
        if (!answer.IsFailure) return ValueOf(answer);

        _log.Warning("A majority of the nodes did not tell its targets in {0}; those of this node are taken.", timeout);
        return ValueOf(await _replicator.Ask<IGetResponse>(Dsl.Get(Key, ReadLocal.Instance), Margin).ConfigureAwait(false));
    }

    /// <summary>Each new value is sent to the follower's own <paramref name="subscriber"/>, the present one, where there is one, at once.</summary>
    internal void Subscribe(IActorRef subscriber) => _replicator.Tell(Dsl.Subscribe(Key, subscriber));

    /// <summary>What <see cref="Subscribe"/> began ends.</summary>
    internal void Unsubscribe(IActorRef subscriber) => _replicator.Tell(Dsl.Unsubscribe(Key, subscriber));

    /// <summary>Reads what a subscriber is sent; null where it is something else.</summary>
    internal static ServeTargets? Read(object message) => message is Changed changed && changed.Key.Equals(Key) ? changed.Get(Key).Value : null;

    private LWWRegister<ServeTargets> Newer(LWWRegister<ServeTargets> kept, ServeTargets targets) =>
        kept.Value.Version >= targets.Version ? kept : kept.WithValue(_node, targets, ByVersion);

    private static ServeTargets ValueOf(IGetResponse answer) => answer.IsSuccessful ? answer.Get(Key).Value : ServeTargets.None;
}
