using System.Collections.Immutable;
using ActorServe.Shared.Programs.State;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace ActorServe.Shared.Programs.Membership;

/// <summary>Keeps the members of the cluster in a file as they come and go. A seed has one.</summary>
/// <remarks>
/// One write at a time, on a thread that may wait for a disk; what changes meanwhile is in the next. One that failed is tried again, also
/// where nothing changes any more: an old list would have a lone seed that restarts look for members that are gone.
/// </remarks>
internal sealed class MemberKeeperActor(LastSeenMembers file, RewriteWait wait) : UntypedActor, IWithTimers
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private ImmutableHashSet<string> _members = [];
    private ImmutableHashSet<string> _kept = [];
    private ImmutableHashSet<string>? _writing;
    private int _failures;
    private bool _isLeaving;

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() =>
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.IMemberEvent seen when seen.Member.UniqueAddress.Equals(_cluster.SelfUniqueAddress):
                SeeSelf(seen.Member);
                break;
            case ClusterEvent.MemberRemoved gone: See(_members.Remove(gone.Member.Address.ToString())); break;
            case ClusterEvent.IMemberEvent seen: See(_members.Add(seen.Member.Address.ToString())); break;
            case Written written: OnWritten(written.Failure); break;
            case Again: Write(); break;
            default: Unhandled(message); break;
        }
    }

    // A node that leaves is told that all others are gone: what it saw last is what it saw before.
    private void SeeSelf(Member self) =>
        _isLeaving |= self.Status is not (MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up);

    private void See(ImmutableHashSet<string> members)
    {
        if (_isLeaving) return;

        _members = members;
        Write();
    }

    private void Write()
    {
        if (_writing is not null || _members.SetEquals(_kept)) return;

        var members = _writing = _members;
        Task.Run(() => file.Write(members)).PipeTo(Self, success: () => new Written(null), failure: cause => new Written(cause));
    }

    private void OnWritten(Exception? failure)
    {
        var written = _writing!;
        _writing = null;
        if (failure is null)
        {
            (_kept, _failures) = (written, 0);
            Write();
        }
        else
        {
            _log.Warning("The members of the cluster could not be kept, which is tried again: {0}", failure.Message);
            Timers.StartSingleTimer(nameof(Again), Again.Instance, wait.After(++_failures));
        }
    }

    private sealed record Written(Exception? Failure) : INoSerializationVerificationNeeded;

    private sealed record Again : INoSerializationVerificationNeeded
    {
        public static Again Instance { get; } = new();
    }
}
