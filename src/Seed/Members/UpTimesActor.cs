using Akka.Actor;
using Akka.Cluster;

namespace ActorServe.Seed.Members;

/// <summary>Keeps <see cref="UpTimes"/> by what the cluster tells. Every seed has one, because the admin REST of each is asked.</summary>
internal sealed class UpTimesActor(UpTimes times) : UntypedActor
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);

    /// <summary>The actor.</summary>
    public static Props Props(UpTimes times) => Akka.Actor.Props.Create(() => new UpTimesActor(times));

    protected override void PreStart() => _cluster.Subscribe(
        Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.MemberUp), typeof(ClusterEvent.MemberRemoved));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.MemberUp up: times.Up(up.Member.UniqueAddress); break;
            case ClusterEvent.MemberRemoved gone: times.Gone(gone.Member.UniqueAddress); break;
            default: Unhandled(message); break;
        }
    }
}
