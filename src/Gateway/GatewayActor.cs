using ActorServe.Gateway.Front.Routes;
using ActorServe.Gateway.Reporting;
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
    /// <summary>The props of what reports to the controller; null reports to nobody.</summary>
    public Props? Reporter { get; init; }

    /// <summary>What the door reads.</summary>
    public PublishedRoutes Routes { get; init; } = new();
}

/// <summary>
/// Runs the pipelines of the applications that this gateway serves, one router for each deployment that they or the door send to, and tells
/// the door which application answers where.
/// </summary>
/// <remarks>
/// <para>It needs no controller to go on: what was applied last keeps running. Should it fail itself, everything below ends with it, and is
/// started anew; a drain that was asked for goes on.</para>
/// <para>An application that fails by a bug is stopped, and started anew after a wait of 1 to 30 s, once its consumer is closed. A router
/// that does is restarted, and what it held fails as overload and is sent again.</para>
/// </remarks>
internal sealed class GatewayActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan _idlePeriod = TimeSpan.FromSeconds(1);

    private readonly GatewayParts _parts;
    private readonly ApplicationRuns _runs;
    private readonly GatewayRouters _routers;
    private readonly Dictionary<IActorRef, string> _applications = [];
    private readonly SortedDictionary<string, PipelineStatus> _statuses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CrashCount> _crashes = [];
    private readonly HashSet<IActorRef> _waitForDrain = [];
    private GatewayProtocol.ApplyApplications? _applied;
    private IActorRef _reporter = ActorRefs.Nobody;
    private GatewayState _state = new();
    private TimeSpan _drainWithin;

    public GatewayActor(GatewayParts parts, ApplicationRuns runs)
    {
        (_parts, _runs, _drainWithin) = (parts, runs, parts.ReplaceWithin);
        _routers = new GatewayRouters(Context, parts.Router, mostLooks: (int)Math.Ceiling(parts.ReplaceWithin / _idlePeriod));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(GatewayParts parts)
    {
        // Outlives the actor: consumers may still be closing when it is restarted.
        var runs = new ApplicationRuns();
        return Akka.Actor.Props.Create(() => new GatewayActor(parts, runs));
    }

    protected override SupervisorStrategy SupervisorStrategy() => new StopCrashed(_applications.ContainsKey, OnCrash);

    protected override void PreRestart(Exception reason, object message)
    {
        base.PreRestart(reason, message);
        // To the next incarnation, which knows nothing.
        if (_applied is not null) Self.Tell(_applied, Self);
        foreach (var waiting in _waitForDrain) Self.Tell(new GatewayProtocol.Drain(_drainWithin), waiting);
    }

    protected override void PreStart()
    {
        if (_parts.Targets is { } targets) Context.ActorOf(targets(Self), "targets");
        if (_parts.Reporter is { } reporter) _reporter = Context.ActorOf(reporter, "reporter");
    }

    // The routers end with this actor: a door that still sent to them would wait for nothing.
    protected override void PostStop() => _parts.Routes.Publish(null);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GatewayProtocol.ApplyApplications apply: Apply(apply); break;
            case GatewayProtocol.Drain drain: Drain(drain.Within); break;
            case GatewayProtocol.GetGatewayStatus: Sender.Tell(Status()); break;
            case PipelineStatus status: Observe(status); break;
            case LookForIdle: LookAtRouters(); break;
            case RouterStatus { QueuedRows: 0, OngoingRows: 0 }: _routers.EndUnused(Sender); break;
            case RouterStatus: break;
            case Terminated ended: OnTerminated(ended.ActorRef); break;
            case Closed closed: OnClosed(closed.Application); break;
            case StartAgain again: OnEnded(again.Application); break;
            default: Unhandled(message); break;
        }
    }

    private void Apply(GatewayProtocol.ApplyApplications apply)
    {
        _applied = apply;
        Become(_state.Apply(apply.Config, apply.Version));
        // Until then the controller does not know whether what is new is served.
        _reporter.Tell(GatewayReporter.Look.Instance);
    }

    private GatewayStatus Status() => new([.. _statuses.Values])
    {
        Version = _state.Version,
        HasTargets = _state.Routed is not null,
        IsDraining = _state.IsDraining,
        Applications = [.. (_state.Routed?.Keys ?? []).Order(StringComparer.Ordinal)],
        WithKafka = [.. _state.Targets.Keys],
    };

    private void Observe(PipelineStatus status)
    {
        // One that was told to drain may have said before it heard that it runs; the application wanted now does not.
        if (status.State == PipelineState.Running && _state.IsToldToDrain(status.Application))
            status = status with { State = PipelineState.Draining };
        var isNews = !_statuses.TryGetValue(status.Application, out var before)
            || before.State != status.State || before.IsReady != status.IsReady;
        _statuses[status.Application] = status;
        if (isNews) _reporter.Tell(GatewayReporter.Look.Instance);
    }

    private void Drain(TimeSpan within)
    {
        _waitForDrain.Add(Sender);
        _drainWithin = within;
        Become(_state.Drain());
    }

    // On this actor's turn, between two messages.
    private void OnCrash(IActorRef application, Exception failure)
    {
        var name = _applications[application];
        _crashes[name] = _crashes.GetValueOrDefault(name).Add(failure.Message, Context.System.Scheduler.MonotonicClock);
    }

    // Its consumer closes after it: until then nothing of it may start, and no drain is over.
    private void OnTerminated(IActorRef application)
    {
        if (!_applications.Remove(application, out var name)) return;
        _runs.Of(name).Ended.PipeTo(Self, success: () => new Closed(name));
    }

    private void OnClosed(string application)
    {
        if (_state.IsToldToDrain(application) || !_crashes.TryGetValue(application, out var crashes))
        {
            OnEnded(application);
            return;
        }

        var before = _statuses.GetValueOrDefault(application);
        _statuses[application] = new PipelineStatus
        {
            Application = application,
            State = PipelineState.BackingOff,
            Message = $"it failed by a bug, and is started anew: {crashes.LastMessage}",
            Restarts = (before?.Restarts ?? 0) + 1,
        };
        Timers.StartSingleTimer(application, new StartAgain(application), crashes.Backoff.Delay);
    }

    private void OnEnded(string application)
    {
        // What drained at shutdown stays to be seen; what was removed does not.
        if (!_state.IsDraining) _statuses.Remove(application);
        Become(_state.Ended(application));
    }

    private void Become(GatewayState state)
    {
        _state = state;
        foreach (var step in _state.Reconcile())
        {
            _state = _state.Take(step);
            Carry(step);
        }

        PublishRoutes();
        UseRouters();
        if (!_state.IsDrained) return;
        foreach (var waiting in _waitForDrain) waiting.Tell(GatewayProtocol.Drained.Instance);
        _waitForDrain.Clear();
    }

    private void Carry(GatewayState.Step step)
    {
        switch (step)
        {
            case GatewayState.Step.Start start: Start(start.Config); break;
            case GatewayState.Step.Drain drain: Drain(drain.Application); break;
        }
    }

    private void Start(ApplicationConfig config)
    {
        var prepare = _parts.Pipeline(config, _routers.Of(GatewayState.IngressOf(config)));
        var application = Context.ActorOf(ApplicationActor.Props(config.Name, prepare, _runs.Of(config.Name), Self), NameOf(config.Name));
        _applications[application] = config.Name;
        Context.Watch(application);
    }

    private void PublishRoutes()
    {
        if (_state.Routed is { } routed)
            _parts.Routes.Publish(new RouteTable([.. routed.Values.Select(a => Route.Of(a, _routers.Of(GatewayState.IngressOf(a))))]));
    }

    private void Drain(string application)
    {
        if (_statuses.TryGetValue(application, out var status)) _statuses[application] = status with { State = PipelineState.Draining };
        // Nothing runs where it waits to be started anew.
        if (Timers.IsTimerActive(application)) Timers.StartSingleTimer(application, new StartAgain(application), TimeSpan.Zero);
        else Context.Child(NameOf(application)).Tell(new GatewayProtocol.Drain(_drainWithin));
    }

    private void UseRouters()
    {
        _routers.Use(_state.Ingresses);
        if (_routers.AnyUnused && !Timers.IsTimerActive(LookForIdle.Instance))
            Timers.StartPeriodicTimer(LookForIdle.Instance, LookForIdle.Instance, _idlePeriod);
    }

    private void LookAtRouters()
    {
        _routers.Look();
        if (!_routers.AnyUnused) Timers.Cancel(LookForIdle.Instance);
    }

    private static string NameOf(string application) => $"application-{application}";

    private sealed class LookForIdle : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static LookForIdle Instance { get; } = new();
    }

    private sealed record Closed(string Application) : INoSerializationVerificationNeeded;

    private sealed record StartAgain(string Application) : INoSerializationVerificationNeeded;
}
