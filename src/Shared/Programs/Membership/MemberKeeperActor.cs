using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace ActorServe.Shared.Programs.Membership;

/// <summary>Keeps the members of the cluster in a file as they come and go. A seed has one.</summary>
internal sealed class MemberKeeperActor(LastSeenMembers file) : UntypedActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private ImmutableHashSet<string> _members = [];
    private bool _isLeaving;

    protected override void PreStart() =>
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.IMemberEvent seen when seen.Member.UniqueAddress.Equals(_cluster.SelfUniqueAddress): SeeSelf(seen.Member); break;
            case ClusterEvent.MemberRemoved gone: Keep(_members.Remove(gone.Member.Address.ToString())); break;
            case ClusterEvent.IMemberEvent seen: Keep(_members.Add(seen.Member.Address.ToString())); break;
            default: Unhandled(message); break;
        }
    }

    // A node that leaves is told that all others are gone: what it saw last is what it saw before.
    private void SeeSelf(Member self) => _isLeaving |= self.Status is not (MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up);

    private void Keep(ImmutableHashSet<string> members)
    {
        if (_isLeaving || members.SetEquals(_members)) return;

        _members = members;
        try
        {
            file.Write(members);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            _log.Warning("The members of the cluster could not be kept: {0}", failed.Message);
        }
    }
}
