using ActorServe.Seed.Rollout;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace ActorServe.Seed.Control;

/// <summary>Owns what should run, and has replica nodes start and stop replicas until it does. One in the cluster.</summary>
/// <remarks>
/// Guarantees under failure: records need it for nothing, so they flow while it is dead. It holds no truth about replicas: a new one learns
/// them from the nodes' directories, and starts or stops nothing before it has targets. What it asks of a node may be lost, and is asked
/// again under the same name until the directory shows it.
/// </remarks>
internal sealed class ControllerActor : UntypedActor, IWithTimers
{
    private readonly SeedOptions _options;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private ControllerState _state = new();

    public ControllerActor(SeedOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
    }

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>The actor, with its own clock.</summary>
    public static Props Props(SeedOptions options, TimeProvider time) => Akka.Actor.Props.Create(() => new ControllerActor(options, time));

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, _options.ReconcileInterval);
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DirectoryProtocol.ReplicasChanged change: Move(_state.See(change, Now)); break;
            case DirectoryProtocol.ReplicasSnapshot snapshot: Move(_state.See(snapshot, Now)); break;
            case ClusterEvent.IMemberEvent e when e.Member.HasRole(Roles.Replica): Member(e); break;
            case ClusterEvent.IMemberEvent: break;
            case ControlProtocol.SetTargets targets: SetTargets(targets.Config); break;
            case ControlProtocol.GetStatus: Sender.Tell(_state.Status()); break;
            case Tick: Remind(); break;
            default: Unhandled(message); break;
        }
    }

    private void SetTargets(ServeConfig config)
    {
        _state = _state.SetTargets(config, DeploymentDigest.Of);
        Sender.Tell(new ControlProtocol.TargetsSet(_state.Version));
        _log.Info("Targets {0}: {1}", _state.Version, string.Join(", ", config.Applications.Select(a => a.Name)));
        Move(_state);
    }

    private void Member(ClusterEvent.IMemberEvent e)
    {
        var address = e.Member.Address.ToString();
        Move(e switch
        {
            ClusterEvent.MemberUp => _state.NodeUp(address),
            ClusterEvent.MemberLeft or ClusterEvent.MemberExited or ClusterEvent.MemberDowned => _state.NodeLeft(address),
            ClusterEvent.MemberRemoved => _state.NodeGone(address),
            _ => _state,
        });
    }

    /// <summary>Takes the new knowledge, and does what follows from it.</summary>
    private void Move(ControllerState next)
    {
        var known = _state.NodesOutOfStep.ToHashSet();
        _state = next.Judge();
        foreach (var (deployment, step) in _state.Reconcile(Now)) Take(_state.Deployments[deployment], step);
        foreach (var address in _state.NodesOutOfStep.Where(a => !known.Contains(a))) Watch(address);
    }

    private void Take(DeploymentState deployment, Step step)
    {
        switch (step)
        {
            case Step.Start start:
                var request = Guid.NewGuid();
                _state = _state.With(deployment.Started(request, start.Node, Now));
                Send(deployment, request, start.Node);
                break;
            case Step.Stop stop:
                _state = _state.With(deployment.Stopped(stop.Replica));
                Send(stop.Replica);
                break;
        }
    }

    /// <summary>What was asked and is not answered is asked again, because messages to a node may be lost in silence.</summary>
    private void Remind()
    {
        foreach (var address in _state.NodesOutOfStep) Watch(address);
        foreach (var deployment in _state.Deployments.Values)
        {
            foreach (var (request, pending) in deployment.Pending) Remind(deployment.Id, request, pending);
            foreach (var replica in deployment.Stopping.Where(r => IsUnmoved(deployment, r))) Send(replica);
        }

        Move(_state);
    }

    private void Remind(DeploymentId id, Guid request, PendingStart pending)
    {
        var deployment = _state.Deployments[id];
        if (Now - pending.AskedAt >= _options.StartAnswerTimeout)
        {
            _state = _state.With(deployment.Expired(request, Now));
        }
        else if (Now - pending.SentAt >= _options.ResendInterval)
        {
            _state = _state.With(deployment.Resent(request, Now));
            if (deployment.Target?.Version == pending.Version) Send(deployment, request, pending.Node);
            Watch(pending.Node.Address);
        }
    }

    private static bool IsUnmoved(DeploymentState deployment, ReplicaId replica) =>
        deployment.Replicas.TryGetValue(replica, out var entry) && entry.State is ReplicaState.Starting or ReplicaState.Running;

    private static void Send(DeploymentState deployment, Guid request, NodeId node) =>
        Context.ActorSelection(node.Address + ActorPaths.ReplicaNode).Tell(new ReplicaNodeProtocol.StartReplica(
            new DeploymentKey(deployment.Id, deployment.Target!.Version), deployment.Target.Config, request));

    private void Send(ReplicaId replica) =>
        Context.ActorSelection(replica.Node.Address + ActorPaths.ReplicaNode)
            .Tell(new ReplicaNodeProtocol.StopReplica(replica, _options.GracefulShutdownTimeout));

    private static void Watch(string address) =>
        Context.ActorSelection(address + ActorPaths.ReplicaDirectory).Tell(DirectoryProtocol.WatchReplicas.Instance);

    private sealed record Tick : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        public static Tick Instance { get; } = new();
    }
}
