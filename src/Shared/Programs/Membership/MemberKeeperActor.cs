using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace ActorServe.Shared.Programs.Membership;

/// <summary>Keeps the members of the cluster in a file as they come and go. A seed has one.</summary>
/// <remarks>One write at a time, on a thread that may wait for a disk; what changes meanwhile is in the next.</remarks>
internal sealed class MemberKeeperActor(LastSeenMembers file) : UntypedActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private ImmutableHashSet<string> _members = [];
    private ImmutableHashSet<string> _kept = [];
    private bool _isWriting;
    private bool _isLeaving;

    protected override void PreStart() =>
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.IMemberEvent seen when seen.Member.UniqueAddress.Equals(_cluster.SelfUniqueAddress): SeeSelf(seen.Member); break;
            case ClusterEvent.MemberRemoved gone: See(_members.Remove(gone.Member.Address.ToString())); break;
            case ClusterEvent.IMemberEvent seen: See(_members.Add(seen.Member.Address.ToString())); break;
            case Written written: OnWritten(written.Failure); break;
            default: Unhandled(message); break;
        }
    }

    // A node that leaves is told that all others are gone: what it saw last is what it saw before.
    private void SeeSelf(Member self) => _isLeaving |= self.Status is not (MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up);

    private void See(ImmutableHashSet<string> members)
    {
        if (_isLeaving) return;

        _members = members;
        Write();
    }

    private void Write()
    {
        if (_isWriting || _members.SetEquals(_kept)) return;

        _isWriting = true;
        _kept = _members;
        var members = _members;
        Task.Run(() => file.Write(members)).PipeTo(Self, success: () => new Written(null), failure: cause => new Written(cause));
    }

    // After a failure the next change tries again.
    private void OnWritten(Exception? failure)
    {
        _isWriting = false;
        if (failure is not null) _log.Warning("The members of the cluster could not be kept: {0}", failure.Message);
        Write();
    }

    private sealed record Written(Exception? Failure) : INoSerializationVerificationNeeded;
}
