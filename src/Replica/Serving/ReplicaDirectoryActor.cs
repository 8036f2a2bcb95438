using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using Akka.Actor;
using static ActorServe.Replica.Serving.ReplicaMessages;
using static ActorServe.Shared.Protocol.DirectoryProtocol;

namespace ActorServe.Replica.Serving;

/// <summary>What a directory knows and whom it tells: its actor's memory, which outlives a restart of the actor.</summary>
internal sealed class DirectoryMemory(NodeId node)
{
    /// <summary>The replicas.</summary>
    public DirectoryState State { get; set; } = new(node);

    /// <summary>Who is told of changes.</summary>
    public HashSet<IActorRef> Watchers { get; } = [];
}

/// <summary>
/// Tells which replicas its node has, at <see cref="ActorPaths.ReplicaDirectory"/>: a snapshot to whoever asks, then each change, until
/// the watcher ends; that the node drains is told by a snapshot. A change that is lost on the way shows by its number; the watcher asks
/// again. Should the actor crash, the watchers get a snapshot when it is back. A watcher is told on when a former process on its address is
/// removed from the cluster.
/// </summary>
internal sealed class ReplicaDirectoryActor(DirectoryMemory memory) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WatchReplicas: AddWatcher(); break;
            case TellDirectory change: Tell(change); break;
            case NodeDrains: Drain(); break;
            case Terminated { AddressTerminated: true } doubtful: PeerDoubt.Ask(doubtful.ActorRef, Self); break;
            // Meanwhile it was told of every change.
            case PeerKnown watcher when watcher.IsThere: Context.Watch(watcher.Peer); break;
            case PeerKnown watcher: memory.Watchers.Remove(Context.Unwatch(watcher.Peer)); break;
            case Terminated ended: memory.Watchers.Remove(ended.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    protected override void PostRestart(Exception reason)
    {
        foreach (var watcher in memory.Watchers)
        {
            Context.Watch(watcher);
            watcher.Tell(memory.State.Snapshot);
        }
    }

    private void AddWatcher()
    {
        memory.Watchers.Add(Sender);
        Context.Watch(Sender);
        Sender.Tell(memory.State.Snapshot);
    }

    private void Tell(TellDirectory told)
    {
        (memory.State, var change) = memory.State.With(told.Entry);
        if (change is null) return;
        foreach (var watcher in memory.Watchers) watcher.Tell(change);
    }

    private void Drain()
    {
        var before = memory.State;
        memory.State = before.Drain();
        if (ReferenceEquals(memory.State, before)) return;
        foreach (var watcher in memory.Watchers) watcher.Tell(memory.State.Snapshot);
    }
}
