using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;

namespace ActorServe.Shared.Programs.Certificates;

/// <summary>Tells <see cref="FailedHandshakes"/> that the node's end has come, where the cluster brings it about.</summary>
internal sealed class NodeEndActor(FailedHandshakes handshakes) : UntypedActor
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));
        Context.System.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));
    }

    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        Context.System.EventStream.Unsubscribe(Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.MemberExited exited when IsSelf(exited.Member): handshakes.End(wasDowned: false); break;
            case ClusterEvent.MemberDowned downed when IsSelf(downed.Member): handshakes.End(wasDowned: true); break;
            case ClusterEvent.MemberRemoved removed when IsSelf(removed.Member): handshakes.End(wasDowned: true); break;
            case ThisActorSystemQuarantinedEvent: handshakes.End(wasDowned: true); break;
            case ClusterEvent.IMemberEvent: break;
            default: Unhandled(message); break;
        }
    }

    private bool IsSelf(Member member) => member.UniqueAddress.Equals(_cluster.SelfUniqueAddress);
}
