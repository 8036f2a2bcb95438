using System.Collections.Immutable;
using ActorServe.Seed.Rollout;
using ActorServe.Seed.Targets;
using ActorServe.Seed.Telemetry;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace ActorServe.Seed.Control;

/// <summary>
/// Has replica nodes start and stop replicas until what runs is what should, and replaces those that are not well. One in the cluster.
/// </summary>
/// <remarks>
/// Guarantees under failure: records need it for nothing, so they flow while it is dead. It holds no truth: a new one, also after a crash,
/// learns the targets from the cluster and its seed's disk, and the replicas from the nodes' directories, and starts or stops nothing
/// before it has targets; it stops nothing before a majority of the nodes has told them. What it asks of a node may be lost, and is asked
/// again under the same name until the directory shows it.
/// </remarks>
internal sealed class ControllerActor : UntypedActor, IWithTimers
{
    private readonly SeedOptions _options;
    private readonly TimeProvider _time;
    private readonly TargetsSource _source;
    private readonly SeedMetrics _metrics;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly WaitingAskers _askers = new();
    private readonly List<DeploymentPin> _pins = [];
    private ReplicaNodes _nodes = null!;
    private IActorRef _targets = ActorRefs.Nobody;
    private ControllerState _state = new() { HoldsStops = true };
    private ControllerState _told = new();
    private bool _isLearned;

    public ControllerActor(SeedOptions options, TargetsSource source, TimeProvider time, SeedMetrics metrics) =>
        (_options, _source, _time, _metrics) = (options, source, time, metrics);

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>The actor, with its own clock.</summary>
    public static Props Props(SeedOptions options, TargetsSource source, TimeProvider time, SeedMetrics metrics) =>
        Akka.Actor.Props.Create(() => new ControllerActor(options, source, time, metrics));

    protected override void PreStart()
    {
        _nodes = new ReplicaNodes(Context, Self, _options.GracefulShutdownTimeout);
        _targets = Context.ActorOf(TargetsActor.Props(_source, _time), "targets");
        _cluster.Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, _options.ReconcileInterval);
        Timers.StartPeriodicTimer(nameof(Doubt), Doubt.Instance, _options.DirectoryRefreshInterval);
    }

    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        _metrics.See(null);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DirectoryProtocol.ReplicasChanged change: Move(_state.See(change, Now)); break;
            case DirectoryProtocol.ReplicasSnapshot snapshot: Move(_state.See(snapshot, Now)); break;
            case ReplicaNodeProtocol.ModelResolved resolved: Resolved(resolved); break;
            case ReplicaNodeProtocol.HealthChecked health: Checked(health); break;
            case ControlProtocol.GatewayReport report: See(report); break;
            case ControlProtocol.ReplicaNodeReport report: See(report); break;
            case ClusterEvent.IMemberEvent e: Member(e); break;
            case ClusterEvent.ReachabilityEvent e: Reachability(e.Member, e is ClusterEvent.ReachableMember); break;
            case ControlProtocol.SetTargets or ControlProtocol.GetTargets: _targets.Forward(message); break;
            case TargetsActor.PinsRefused refused: Move(_state.NotPinned(refused.Pins, refused.Reason, Now)); break;
            case ControlProtocol.TargetsSet: break; // Of pins: the targets themselves come, too.
            case ServeTargets targets: Learn(targets); break;
            case TargetsActor.KnownByMajority: Move(_state with { HoldsStops = false }); break;
            case ControlProtocol.GetStatus: _askers.Add(Sender); AnswerAskers(); break;
            case Tick: SendPins(); Remind(); TellMetrics(); break;
            case Doubt: OnDoubt(); break;
            default: Unhandled(message); break;
        }
    }

    private void Learn(ServeTargets targets)
    {
        _isLearned = true;
        Move(_state.SetTargets(targets, DeploymentDigest.Of));
        AnswerAskers();
    }

    // One that asks in the first moments must not read that nothing runs.
    private void AnswerAskers()
    {
        if (_isLearned) _askers.Answer(_state.Status(Now));
    }

    private void TellMetrics()
    {
        if (_isLearned) _metrics.See(_state.Status(Now));
    }

    private void See(ControlProtocol.GatewayReport report) => _state = _state with
    {
        Gateways = _state.Gateways.See(report, Now),
        GatewayMembers = _state.GatewayMembers.Reported(report.Node),
    };

    private void See(ControlProtocol.ReplicaNodeReport report) =>
        _state = _state with { NodeReports = _state.NodeReports.See(report.Node.Address, report, Now) };

    private void Member(ClusterEvent.IMemberEvent e)
    {
        var address = e.Member.Address.ToString();
        if (e is ClusterEvent.MemberRemoved && e.Member.HasRole(Roles.Gateway))
            _state = _state with { Gateways = _state.Gateways.Forget(address) };
        if (e.Member.HasRole(Roles.Gateway)) _state = _state with { GatewayMembers = After(e, address) };
        if (!e.Member.HasRole(Roles.Replica)) return;

        Move(e switch
        {
            ClusterEvent.MemberUp => _state.NodeUp(address, Now),
            ClusterEvent.MemberLeft or ClusterEvent.MemberExited => _state.NodeLeft(address),
            // The cluster goes on without one that is downed; it is removed once all others know that.
            ClusterEvent.MemberDowned or ClusterEvent.MemberRemoved => _state.NodeGone(address),
            _ => _state,
        });
    }

    private GatewayMembers After(ClusterEvent.IMemberEvent e, string address) => e switch
    {
        ClusterEvent.MemberUp => _state.GatewayMembers.Up(address),
        ClusterEvent.MemberLeft or ClusterEvent.MemberExited => _state.GatewayMembers.Up(address).Left(address),
        ClusterEvent.MemberRemoved => _state.GatewayMembers.Gone(address),
        _ => _state.GatewayMembers,
    };

    private void Reachability(Member member, bool isReachable)
    {
        var address = member.Address.ToString();
        _state = _state with { GatewayMembers = _state.GatewayMembers.Reachable(address, isReachable) };
        if (!isReachable && member.HasRole(Roles.Gateway)) _state = _state with { Gateways = _state.Gateways.Forget(address) };
        if (member.HasRole(Roles.Replica)) Move(_state.NodeReachable(address, isReachable));
    }

    private void Resolved(ReplicaNodeProtocol.ModelResolved resolved)
    {
        var deployment = _state.Deployments.Values.FirstOrDefault(d => d.Resolving?.Request == resolved.RequestId);
        if (deployment?.Target is not { } target) return;

        // Kept first: a controller that comes after this one must not choose another file. The targets come back with it.
        if (resolved.Model is { } pin) Keep(deployment, new DeploymentPin(new DeploymentKey(deployment.Id, target.Version), pin));
        else Move(_state.With(deployment.Unresolved(resolved.Error ?? "no reason was given", Now)));
    }

    private void Keep(DeploymentState deployment, DeploymentPin pin)
    {
        _pins.Add(pin);
        _state = _state.With(deployment.Resolved());
        if (_state.Deployments.Values.All(d => d.Resolving is not { IsAnswered: false })) SendPins();
    }

    // Together, at the last answer or the next tick: each change of the targets costs a majority, a write of the disk, and a place in the
    // queue.
    private void SendPins()
    {
        if (_pins.Count == 0) return;

        _targets.Tell(new TargetsActor.AddPins([.. _pins]));
        _pins.Clear();
    }

    private void OnDoubt()
    {
        // Now and then and together, not as each comes up: each time is one more version of the targets.
        if (_state.RanSince is { IsEmpty: false } pins) _targets.Tell(new TargetsActor.AddPins(pins));
        Move(_state.Doubt());
    }

    private void Checked(ReplicaNodeProtocol.HealthChecked health)
    {
        if (!_state.Deployments.TryGetValue(health.Replica.Key.Deployment, out var deployment)) return;
        Move(_state.With(deployment.Answered(health.Replica, health.CheckId, health.Error)));
    }

    /// <summary>Takes the new knowledge, and does what follows from it.</summary>
    private void Move(ControllerState next)
    {
        var known = _state.NodesOutOfStep.ToHashSet();
        _state = next.Judge();
        var steps = _state.Reconcile(Now);
        Tell(steps);
        foreach (var (deployment, step) in steps)
        {
            if (_state.Deployments[deployment].ReplacesForHealth(step)) _metrics.Replaced(deployment);
            _state = _state.With(_nodes.Take(_state.Deployments[deployment], step, Now));
        }

        foreach (var address in _state.NodesOutOfStep.Where(a => !known.Contains(a))) _nodes.Watch(address);
    }

    private void Tell(ImmutableArray<(DeploymentId Deployment, Step Step)> steps)
    {
        foreach (var line in ControllerNews.Between(_told, _state, steps, Now))
        {
            // A process that ends, and is all nodes in one, has no replicas any more: no trouble of anybody's.
            if (line.IsTrouble && CoordinatedShutdown.Get(Context.System).ShutdownReason is null) _log.Warning("{0}", line.Text);
            else _log.Info("{0}", line.Text);
        }

        _told = _state;
    }

    /// <summary>What was asked and is not answered is asked again, because messages to a node may be lost in silence.</summary>
    private void Remind()
    {
        foreach (var address in _state.NodesOutOfStep) _nodes.Watch(address);
        foreach (var deployment in _state.Deployments.Values)
        {
            if (deployment.Resolving is { } resolving) RemindOf(deployment, resolving);
            foreach (var (request, pending) in deployment.Pending) RemindOf(deployment.Id, request, pending);
            foreach (var replica in deployment.Unmoved) _nodes.Stop(replica);
        }

        Move(_state.ExpireChecks(Now));
    }

    private void RemindOf(DeploymentState deployment, PendingResolve resolving)
    {
        var isLate = Now - resolving.AskedAt >= _options.StartAnswerTimeout;
        if (isLate && resolving.IsAnswered)
            _state = _state.With(deployment.NotPinned("the controller's seed did not do it in time", Now));
        else if (isLate)
            _state = _state.With(deployment.Unresolved($"{resolving.Node.Address} did not say in time which file this is", Now));
        else if (!resolving.IsAnswered && Now - resolving.SentAt >= _options.ResendInterval)
            _state = _state.With(_nodes.Resolve(deployment, resolving.Request, resolving.Node, Now));
    }

    private void RemindOf(DeploymentId id, Guid request, PendingStart pending)
    {
        var deployment = _state.Deployments[id];
        if (Now - pending.AskedAt >= _options.StartAnswerTimeout)
        {
            _state = _state.With(deployment.Expired(request, Now));
        }
        else if (Now - pending.SentAt >= _options.ResendInterval)
        {
            _state = _state.With(deployment.Resent(request, Now));
            if (deployment.Target?.Version == pending.Version) _nodes.Start(deployment, request, pending.Node);
            _nodes.Watch(pending.Node.Address);
        }
    }

    private sealed record Tick : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        public static Tick Instance { get; } = new();
    }

    private sealed record Doubt : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        public static Doubt Instance { get; } = new();
    }
}
