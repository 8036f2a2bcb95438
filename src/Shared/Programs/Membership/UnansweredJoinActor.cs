using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace ActorServe.Shared.Programs.Membership;

/// <summary>
/// Breaks the connections to those that this node asks to let it in, for as long as none does; ends with the first that does.
/// </summary>
/// <remarks>
/// A process on an address that another had until shortly before may be heard and get no answer, for ever: seen where its first connection
/// came while the asked node's writer to the dead process was ending, which Akka.Remote then hands the connection to. Nothing but the end
/// of the connections ended it.
/// </remarks>
internal sealed class UnansweredJoinActor : UntypedActor, IWithTimers
{
    /// <summary>Two rounds of Akka's own asking.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// For who founds a cluster where nobody answers in time (<see cref="MembershipHosting.FoundingPatience"/>): several times before that.
    /// </summary>
    public static readonly TimeSpan PatienceOfFounder = TimeSpan.FromSeconds(5);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly IReadOnlyList<Address> _contacts;
    private readonly TimeSpan _patience;
    private readonly Action<Address> _breakConnections;

    /// <summary>Begins at once.</summary>
    /// <param name="contacts">Whom the node asks.</param>
    /// <param name="patience">How long they may take, each time.</param>
    /// <param name="breakConnections">Ends the connections to one and from it; both may connect anew.</param>
    public UnansweredJoinActor(IReadOnlyList<Address> contacts, TimeSpan patience, Action<Address> breakConnections) =>
        (_contacts, _patience, _breakConnections) = (contacts, patience, breakConnections);

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _patience);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick: Look(); break;
            default: Unhandled(message); break;
        }
    }

    private void Look()
    {
        if (_cluster.State.Members.Any(member => member.UniqueAddress.Equals(_cluster.SelfUniqueAddress)))
        {
            Context.Stop(Self);
            return;
        }

        _log.Info("Nobody has let this node into the cluster for {0}: it connects anew.", _patience);
        foreach (var contact in _contacts) _breakConnections(contact);
    }

    private sealed class Tick : INoSerializationVerificationNeeded
    {
        public static Tick Instance { get; } = new();
    }
}
