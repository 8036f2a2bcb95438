using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using Akka.Actor;
using static ActorServe.Replica.Serving.ReplicaMessages;
using static ActorServe.Shared.Protocol.DirectoryProtocol;

namespace ActorServe.Replica.Serving;

/// <summary>
/// Tells which replicas its node has, at <see cref="ActorPaths.ReplicaDirectory"/>: a snapshot to whoever asks, then each change, until
/// the watcher ends. A change that is lost on the way shows by its number; the watcher asks again.
/// </summary>
internal sealed class ReplicaDirectoryActor(NodeId node) : UntypedActor
{
    private readonly HashSet<IActorRef> _watchers = [];
    private DirectoryState _state = new(node);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WatchReplicas: AddWatcher(); break;
            case TellDirectory change: Tell(change); break;
            case Terminated ended: _watchers.Remove(ended.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    private void AddWatcher()
    {
        if (_watchers.Add(Sender)) Context.Watch(Sender);
        Sender.Tell(_state.Snapshot);
    }

    private void Tell(TellDirectory told)
    {
        (_state, var change) = _state.With(told.Entry);
        if (change is null) return;
        foreach (var watcher in _watchers) watcher.Tell(change);
    }
}
