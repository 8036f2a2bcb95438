using System.Collections.Immutable;
using ActorServe.Shared.Hosting;
using Akka.Actor;
using Akka.Cluster;
using static ActorServe.Shared.Protocol.DirectoryProtocol;

namespace ActorServe.Routing;

/// <summary>
/// Listens to the directories of all replica nodes and passes on to its parent what they tell, in their order and as from them. A node is
/// asked when it becomes a member, when it is reachable again, and until it answers.
/// </summary>
internal sealed class ReplicaDirectoryClient : UntypedActor, IWithTimers
{
    private readonly TimeSpan _retry;
    private readonly ImmutableArray<IActorRef> _fixed;
    private readonly Dictionary<string, ICanTell> _silent = [];

    public ReplicaDirectoryClient(TimeSpan retry, ImmutableArray<IActorRef> directories) => (_retry, _fixed) = (retry, directories);

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(TimeSpan retry, ImmutableArray<IActorRef> directories) =>
        Akka.Actor.Props.Create(() => new ReplicaDirectoryClient(retry, directories));

    protected override void PreStart()
    {
        if (_fixed.IsDefault)
        {
            Cluster.Get(Context.System).Subscribe(
                Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.ReachableMember));
            Timers.StartPeriodicTimer(AskAgain.Instance, AskAgain.Instance, _retry);
        }
        else
        {
            foreach (var directory in _fixed) directory.Tell(WatchReplicas.Instance, Self);
        }
    }

    protected override void PostStop()
    {
        if (_fixed.IsDefault) Cluster.Get(Context.System).Unsubscribe(Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ReplicasSnapshot snapshot: Heard(snapshot); break;
            case ReplicasChanged: Context.Parent.Forward(message); break;
            case ClusterEvent.MemberRemoved removed: Forget(removed.Member); break;
            case ClusterEvent.MemberUp up: Ask(up.Member); break;
            case ClusterEvent.MemberWeaklyUp up: Ask(up.Member); break;
            case ClusterEvent.ReachableMember back: Ask(back.Member); break;
            case ClusterEvent.IMemberEvent: break;
            case AskAgain: AskTheSilent(); break;
            default: Unhandled(message); break;
        }
    }

    private void Heard(ReplicasSnapshot snapshot)
    {
        _silent.Remove(snapshot.Node.Address);
        Context.Parent.Forward(snapshot);
    }

    private void Ask(Member member)
    {
        if (!member.HasRole(Roles.Replica) || member.Status is MemberStatus.Down or MemberStatus.Removed) return;

        var directory = Context.ActorSelection(member.Address + ActorPaths.ReplicaDirectory);
        _silent[member.Address.ToString()] = directory;
        directory.Tell(WatchReplicas.Instance, Self);
    }

    private void Forget(Member member)
    {
        if (!member.HasRole(Roles.Replica)) return;

        _silent.Remove(member.Address.ToString());
        Context.Parent.Tell(new NodeRemoved(member.Address.ToString()));
    }

    /// <summary>A directory that has not started yet, or a question or answer that was lost, must not leave a node unused for ever.</summary>
    private void AskTheSilent()
    {
        foreach (var directory in _silent.Values) directory.Tell(WatchReplicas.Instance, Self);
    }

    /// <summary>A node left the cluster, or was taken for dead: nothing will come from it.</summary>
    internal sealed record NodeRemoved(string Address) : INoSerializationVerificationNeeded;

    private sealed class AskAgain : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static AskAgain Instance { get; } = new();
    }
}
