using System.Collections.Immutable;
using ActorServe.Gateway.Front.Routes;
using ActorServe.Routing;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using Akka.Actor;

namespace ActorServe.Gateway;

/// <summary>How a gateway makes what it runs.</summary>
/// <param name="Router">The props of a router for a deployment.</param>
/// <param name="Pipeline">What prepares an application's pipeline, given its router.</param>
/// <param name="ReplaceWithin">How long an application that is replaced or removed may drain.</param>
/// <param name="Targets">The props of what tells the gateway of targets, given the gateway; null where somebody else does.</param>
internal sealed record GatewayParts(
    Func<DeploymentId, Props> Router, Func<ApplicationConfig, IActorRef, PreparePipeline> Pipeline, TimeSpan ReplaceWithin,
    Func<IActorRef, Props>? Targets = null)
{
    /// <summary>What the door reads.</summary>
    public PublishedRoutes Routes { get; init; } = new();
}

/// <summary>
/// Runs the pipelines of the applications that this gateway serves, one router for each deployment that they or the door send to, and
/// tells the door which application answers where.
/// </summary>
/// <remarks>
/// It needs no controller to go on: what was applied last keeps running. Should it fail itself, everything below ends with it, and it learns
/// its targets anew; should a router fail, it is restarted, and what it held fails as overload and is sent again.
/// </remarks>
internal sealed class GatewayActor(GatewayParts parts) : UntypedActor, IWithTimers
{
    private static readonly TimeSpan _idlePeriod = TimeSpan.FromSeconds(1);

    private readonly Dictionary<DeploymentId, IActorRef> _routers = [];
    private readonly Dictionary<DeploymentId, int> _unused = [];
    private readonly Dictionary<IActorRef, string> _applications = [];
    private readonly SortedDictionary<string, PipelineStatus> _statuses = new(StringComparer.Ordinal);
    private readonly HashSet<IActorRef> _waitForDrain = [];
    private GatewayState _state = new();
    private TimeSpan _drainWithin = parts.ReplaceWithin;

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(GatewayParts parts) => Akka.Actor.Props.Create(() => new GatewayActor(parts));

    protected override void PreStart()
    {
        if (parts.Targets is { } targets) Context.ActorOf(targets(Self), "targets");
    }

    // The routers end with this actor: a door that still sent to them would wait for nothing.
    protected override void PostStop() => parts.Routes.Publish(null);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GatewayProtocol.ApplyApplications apply: Become(_state.Apply(apply.Config)); break;
            case GatewayProtocol.Drain drain: Drain(drain.Within); break;
            case GatewayProtocol.GetGatewayStatus: Sender.Tell(new GatewayStatus([.. _statuses.Values])); break;
            case PipelineStatus status: _statuses[status.Application] = status; break;
            case LookForIdleNow: LookForIdle(); break;
            case RouterStatus { QueuedRows: 0, OngoingRows: 0 }: StopUnused(Sender); break;
            case RouterStatus: break;
            case Terminated ended: OnEnded(ended.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    private void Drain(TimeSpan within)
    {
        _waitForDrain.Add(Sender);
        _drainWithin = within;
        Become(_state.Drain());
    }

    private void OnEnded(IActorRef application)
    {
        if (!_applications.Remove(application, out var name)) return;
        // What drained at shutdown stays to be seen; what was removed does not.
        if (!_state.IsDraining) _statuses.Remove(name);
        Become(_state.Ended(name));
    }

    private void Become(GatewayState state)
    {
        _state = state;
        foreach (var step in _state.Reconcile())
        {
            Carry(step);
            _state = _state.Take(step);
        }

        PublishRoutes();
        NoteUnusedRouters();
        if (!_state.IsDrained) return;
        foreach (var waiting in _waitForDrain) waiting.Tell(GatewayProtocol.Drained.Instance);
        _waitForDrain.Clear();
    }

    private void Carry(GatewayState.Step step)
    {
        switch (step)
        {
            case GatewayState.Step.Start start: Start(start.Config); break;
            case GatewayState.Step.Drain drain: Context.Child(NameOf(drain.Application)).Tell(new GatewayProtocol.Drain(_drainWithin)); break;
        }
    }

    private void Start(ApplicationConfig config)
    {
        var prepare = parts.Pipeline(config, RouterOf(GatewayState.IngressOf(config)));
        var application = Context.ActorOf(ApplicationActor.Props(config.Name, prepare, Self), NameOf(config.Name));
        _applications[application] = config.Name;
        Context.Watch(application);
    }

    private void PublishRoutes()
    {
        if (_state.Routed is { } routed)
            parts.Routes.Publish(new RouteTable([.. routed.Values.Select(a => Route.Of(a, RouterOf(GatewayState.IngressOf(a))))]));
    }

    private IActorRef RouterOf(DeploymentId deployment)
    {
        if (!_routers.TryGetValue(deployment, out var router))
            _routers[deployment] = router = Context.ActorOf(parts.Router(deployment), FreeNameOf(deployment));
        return router;
    }

    /// <summary>A router that was told to stop has its name for a moment more.</summary>
    private static string FreeNameOf(DeploymentId deployment)
    {
        var name = ActorPaths.Router(deployment);
        for (var number = 2; !Context.Child(name).IsNobody(); number++) name = $"{ActorPaths.Router(deployment)}~{number}";
        return name;
    }

    /// <summary>A router that nobody sends to any more is not stopped at once: it may have requests, and the door may just be sending one.</summary>
    private void NoteUnusedRouters()
    {
        var used = _state.Ingresses.ToImmutableHashSet();
        foreach (var deployment in _unused.Keys.Where(used.Contains).ToList()) _unused.Remove(deployment);
        foreach (var deployment in _routers.Keys.Where(d => !used.Contains(d))) _unused.TryAdd(deployment, 0);
        if (_unused.Count > 0 && !Timers.IsTimerActive(LookForIdleNow.Instance)) Timers.StartPeriodicTimer(LookForIdleNow.Instance, LookForIdleNow.Instance, _idlePeriod);
    }

    private void LookForIdle()
    {
        foreach (var (deployment, rounds) in _unused.ToList())
        {
            _unused[deployment] = rounds + 1;
            if (rounds * _idlePeriod < parts.ReplaceWithin) _routers[deployment].Tell(RouterProtocol.GetRouterStatus.Instance, Self);
            else StopUnused(_routers[deployment]);
        }
    }

    private void StopUnused(IActorRef router)
    {
        foreach (var deployment in _unused.Keys.Where(d => _routers[d].Equals(router)).ToList())
        {
            Context.Stop(router);
            _routers.Remove(deployment);
            _unused.Remove(deployment);
        }

        if (_unused.Count == 0) Timers.Cancel(LookForIdleNow.Instance);
    }

    private static string NameOf(string application) => $"application-{application}";

    private sealed class LookForIdleNow : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static LookForIdleNow Instance { get; } = new();
    }
}
