using System.Collections.Immutable;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using static ActorServe.Shared.Protocol.DirectoryProtocol;

namespace ActorServe.Routing;

/// <summary>
/// Listens to the directories of all replica nodes and passes on to its parent what they tell, in their order and as from them, and what
/// remoting and the cluster say about the nodes themselves.
/// </summary>
/// <remarks>
/// It owns the asking. A node is asked when it becomes a member, when it may have told something that was lost (its association broke and
/// is there again, it is reachable again, the parent says so), and from then on until it answers. All are asked again from time to time: a
/// directory takes a watcher for dead when a former process on the watcher's address is removed from the cluster.
/// </remarks>
internal sealed class ReplicaDirectoryClient : UntypedActor, IWithTimers
{
    private const int RetriesUntilAll = 20;

    private readonly TimeSpan _retry;
    private readonly ImmutableArray<IActorRef> _fixed;
    private readonly KnownDirectories _known = new();
    private int _retries;

    public ReplicaDirectoryClient(TimeSpan retry, ImmutableArray<IActorRef> directories) => (_retry, _fixed) = (retry, directories);

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(TimeSpan retry, ImmutableArray<IActorRef> directories) =>
        Akka.Actor.Props.Create(() => new ReplicaDirectoryClient(retry, directories));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(AssociationEvent));
        Timers.StartPeriodicTimer(Retry.Instance, Retry.Instance, _retry);
        if (_fixed.IsDefault)
        {
            Cluster.Get(Context.System).Subscribe(
                Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
        }
        else
        {
            foreach (var directory in _fixed) Ask(_known.Add(directory.Path.ToString(), directory));
        }
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        if (_fixed.IsDefault) Cluster.Get(Context.System).Unsubscribe(Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ReplicasSnapshot snapshot: Heard(snapshot); break;
            case ReplicasChanged change: Heard(change); break;
            case AskDirectory ask: Ask(_known.Find(ask.Address)); break;
            case AssociatedEvent there: Reached(there.RemoteAddress.ToString()); break;
            case AssociationEvent broken: Suspect(broken.RemoteAddress?.ToString()); break;
            case ClusterEvent.UnreachableMember away: Suspect(away.Member.Address.ToString()); break;
            case ClusterEvent.ReachableMember back: Join(back.Member); break;
            case ClusterEvent.MemberUp up: Join(up.Member); break;
            case ClusterEvent.MemberWeaklyUp up: Join(up.Member); break;
            case ClusterEvent.MemberRemoved removed: Forget(removed.Member); break;
            case ClusterEvent.IMemberEvent: break;
            case Retry: AskTheSilent(); break;
            default: Unhandled(message); break;
        }
    }

    private void Heard(ReplicasSnapshot snapshot)
    {
        if (_known.IsRemoved(snapshot.Node)) return;

        _known.Heard(snapshot.Node.Address, Sender);
        Context.Parent.Forward(snapshot);
    }

    private void Heard(ReplicasChanged change)
    {
        if (!_known.IsRemoved(change.Node)) Context.Parent.Forward(change);
    }

    private void Join(Member member)
    {
        if (!member.HasRole(Roles.Replica) || member.Status is MemberStatus.Down or MemberStatus.Removed) return;

        var address = member.Address.ToString();
        Ask(_known.Find(address) ?? _known.Add(address, Context.ActorSelection(address + ActorPaths.ReplicaDirectory)));
        Context.Parent.Tell(new NodeReached(address));
    }

    private void Forget(Member member)
    {
        if (!member.HasRole(Roles.Replica)) return;

        var node = new NodeId(member.Address.ToString(), member.UniqueAddress.Uid);
        _known.Remove(node);
        Context.Parent.Tell(new NodeRemoved(node));
    }

    private void Suspect(string? address)
    {
        if (address is null || !_known.Break(address)) return;

        Context.Parent.Tell(new NodeSuspected(address));
    }

    // What the directory told while the association was broken is lost.
    private void Reached(string address)
    {
        if (!_known.Mend(address)) return;

        Ask(_known.Find(address));
        Context.Parent.Tell(new NodeReached(address));
    }

    /// <summary>
    /// A directory that has not started yet, or a question or answer that was lost, must not leave a node unused for ever.
    /// </summary>
    private void AskTheSilent()
    {
        foreach (var directory in _known.ToAsk(all: ++_retries % RetriesUntilAll == 0)) directory.Tell(WatchReplicas.Instance, Self);
    }

    private void Ask(KnownDirectories.Entry? directory)
    {
        if (directory is null) return;

        directory.IsSilent = true;
        directory.Ref.Tell(WatchReplicas.Instance, Self);
    }

    /// <summary>The parent missed something from there: it needs a snapshot.</summary>
    internal sealed record AskDirectory(string Address) : INoSerializationVerificationNeeded;

    /// <summary>A process is no member any more: nothing will come from it.</summary>
    internal sealed record NodeRemoved(NodeId Node) : INoSerializationVerificationNeeded;

    /// <summary>An association with a node broke or was not made, or the cluster does not reach it. It may be dead, or not.</summary>
    internal sealed record NodeSuspected(string Address) : INoSerializationVerificationNeeded;

    /// <summary>There is a sign of life of a node.</summary>
    internal sealed record NodeReached(string Address) : INoSerializationVerificationNeeded;

    private sealed class Retry : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static Retry Instance { get; } = new();
    }
}
