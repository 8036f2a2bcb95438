using ActorServe.Replica.Code;
using ActorServe.Replica.Inference;
using ActorServe.Replica.Pinning;
using ActorServe.Replica.Telemetry;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka;
using Akka.Actor;
using Akka.Event;
using Microsoft.Extensions.Logging;
using static ActorServe.Replica.Serving.ReplicaMessages;
using static ActorServe.Shared.Protocol.ReplicaNodeProtocol;

namespace ActorServe.Replica.Serving;

/// <summary>What a replica node works with.</summary>
/// <param name="Identity">Which process this is.</param>
/// <param name="Models">Where ONNX models come from.</param>
/// <param name="Threads">The threads that all of its ONNX models share.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logs">For what is not an actor.</param>
/// <param name="Directory">Whom changes are told.</param>
/// <param name="Dispatcher">The dispatcher of replicas; null is the default one.</param>
/// <param name="Pins">Which files deployments mean here.</param>
/// <param name="Metrics">Where its work is counted.</param>
internal sealed record ReplicaNodeSetup(
    NodeIdentity Identity, IModelStore Models, InferenceThreads Threads, TimeProvider Time, ILoggerFactory Logs, IActorRef Directory,
    string? Dispatcher, ModelPins Pins, ReplicaMetrics Metrics);

/// <summary>
/// Starts and stops the replicas of its node, at <see cref="ActorPaths.ReplicaNode"/>, and has the directory tell of them. A wish that
/// comes twice is carried out once. A replica that crashes is not started again here: the directory tells that it failed, and the
/// controller decides. One that does not end when it should is told as failed: nobody goes on waiting for it.
/// </summary>
#pragma warning disable CA1001 // PostStop disposes, as nobody disposes an actor.
internal sealed class ReplicaNodeActor(ReplicaNodeSetup setup) : UntypedActor
#pragma warning restore CA1001
{
    private const int RequestsRemembered = 4_096;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<IActorRef, ReplicaEntry> _replicas = [];
    private readonly Dictionary<IActorRef, Exception> _crashes = [];
    private readonly HashSet<Guid> _requests = [];
    private readonly Queue<Guid> _requestOrder = new();
    private readonly List<IActorRef> _drainers = [];
    private readonly ReplyShare _replies = new();
    private readonly EndTimers _ends = new(setup.Time, Context.Self);
    private bool _isDraining;

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        _crashes[Sender] = cause;
        return Directive.Stop;
    });

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StartReplica start: Start(start); break;
            case StopReplica stop: Stop(stop); break;
            case ResolveModel resolve: Resolve(resolve); break;
            case CheckHealth check: ActorOf(check.Replica)?.Forward(check); break;
            case ReplicaChanged change: Tell(Sender, change); break;
            case EndTimers.NotEnded late: End(late.Replica); break;
            case Terminated ended: Forget(ended.ActorRef); break;
            case DrainAll drain: DrainEach(drain.Grace); break;
            default: Unhandled(message); break;
        }
    }

    // Its children end with it: whoever watches must not go on counting on them.
    protected override void PostStop()
    {
        _ends.Dispose();
        foreach (var entry in _replicas.Values)
            TellDirectory(entry with { State = ReplicaState.Failed, Message = "Its node's actor ended." });
    }

    private void Start(StartReplica start)
    {
        if (_isDraining || !Remember(start.RequestId)) return;

        var id = setup.Identity.NextReplica(start.Key);
        var prepared = Prepare(id, start);
        var props = Props.Create(() => new ReplicaActor(prepared));
        var replica = Context.ActorOf(setup.Dispatcher is { } dispatcher ? props.WithDispatcher(dispatcher) : props, Name(id));
        Context.Watch(replica);
        _replies.Join();
        var address = ((ExtendedActorSystem)Context.System).Provider.DefaultAddress;
        var entry = new ReplicaEntry(
            id, ReplicaState.Starting, replica.Path.ToStringWithAddress(address), start.Config.MaxOngoingRequests ?? 0)
        {
            RequestId = start.RequestId,
            ProcessId = Environment.ProcessId,
            StartedAtMs = setup.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            // With another file on its disk it does not run.
            ModelDigest = start.Model?.Digest ?? "",
        };
        _replicas[replica] = entry;
        TellDirectory(entry);
        _log.Info("{0} starts.", id);
    }

    private ReplicaSetup Prepare(ReplicaId id, StartReplica start)
    {
        var config = start.Config;
        var metrics = setup.Metrics.Of(id.Key.Deployment);
        if (config.ImportPath is null)
        {
            return new ReplicaSetup(
                id, config, Pinned(setup.Models, start.Model), setup.Threads, setup.Time, _replies, metrics, () => ValueTask.CompletedTask);
        }

        // A class may block its threads: they are its own, so that no model waits for it.
        var threads = new InferenceThreads(
            config.MaxConcurrentBatches ?? CodeModel.ConcurrentBatches, setup.Logs.CreateLogger<InferenceThreads>(), config.Name);
        var classes = new CodeModelStore(id.Key.Deployment, setup.Logs);
        return new ReplicaSetup(id, config, Pinned(classes, start.Model), threads, setup.Time, _replies, metrics, threads.DisposeAsync);
    }

    private PinnedModelStore Pinned(IModelStore store, ModelPin? pin) => new(store, setup.Pins, pin);

    private void Stop(StopReplica stop)
    {
        if (ActorOf(stop.Replica) is { } replica) DrainOne(replica, stop.Grace);
    }

    private void DrainOne(IActorRef replica, TimeSpan grace)
    {
        replica.Tell(new Drain(grace));
        _ends.Start(replica, grace, isHeard: _replicas[replica].State == ReplicaState.Draining);
    }

    // Told at once: an actor whose thread is blocked ends when that comes back, or never.
    private void End(IActorRef replica)
    {
        if (!_replicas.ContainsKey(replica)) return;
        Context.Stop(replica);
        Tell(replica, new ReplicaChanged(ReplicaState.Failed, 0, "It did not end in its time."));
        AnswerDrainers();
    }

    private IActorRef? ActorOf(ReplicaId id) => _replicas.FirstOrDefault(r => r.Value.Id == id).Key;

    // Beside this actor: a file may be gigabytes.
    private void Resolve(ResolveModel resolve) => Task.Run(() => setup.Pins.Resolve(resolve.Config)).PipeTo(
        Sender,
        Self,
        pin => new ModelResolved(resolve.RequestId, pin, null),
        cause => new ModelResolved(resolve.RequestId, null, cause.Message));

    private void Tell(IActorRef replica, ReplicaChanged change)
    {
        // What has ended, or was given up, has no more to say.
        if (!_replicas.TryGetValue(replica, out var entry) || entry.State >= ReplicaState.Gone) return;
        _replicas[replica] = entry with { State = change.State, MaxOngoingRequests = change.MaxOngoingRequests, Message = change.Message };
        TellDirectory(_replicas[replica]);
        if (change.State == ReplicaState.Failed) Failed(entry.Id, change.Message);
        else if (change.State != entry.State) _log.Info("{0} is {1}.", entry.Id, change.State);
    }

    private void Failed(ReplicaId id, string? reason)
    {
        setup.Metrics.Of(id.Key.Deployment).Failed();
        _log.Error("{0} failed: {1}", id, reason);
    }

    private void Forget(IActorRef replica)
    {
        _ends.Stop(replica);
        _crashes.Remove(replica, out var cause);
        if (!_replicas.Remove(replica, out var entry)) return;
        _replies.Leave();
        if (entry.State < ReplicaState.Gone)
        {
            TellDirectory(entry with { State = ReplicaState.Failed, Message = $"It crashed: {cause?.GetType().Name ?? "stopped"}." });
            setup.Metrics.Of(entry.Id.Key.Deployment).Failed();
        }

        AnswerDrainers();
    }

    private void DrainEach(TimeSpan grace)
    {
        _isDraining = true;
        _drainers.Add(Sender);
        // First: the controller starts others in their place as soon as they drain, and must not ask for them here.
        setup.Directory.Tell(NodeDrains.Instance);
        foreach (var replica in _replicas.Keys) DrainOne(replica, grace);
        AnswerDrainers();
    }

    private void AnswerDrainers()
    {
        if (_replicas.Values.Any(replica => replica.State != ReplicaState.Failed)) return;
        foreach (var drainer in _drainers) drainer.Tell(Done.Instance);
        _drainers.Clear();
    }

    private bool Remember(Guid request)
    {
        if (!_requests.Add(request)) return false;
        _requestOrder.Enqueue(request);
        if (_requestOrder.Count > RequestsRemembered) _requests.Remove(_requestOrder.Dequeue());
        return true;
    }

    private void TellDirectory(ReplicaEntry entry) => setup.Directory.Tell(new TellDirectory(entry));

    private static string Name(ReplicaId id)
    {
        var name = $"{id.Key.Deployment.Application}.{id.Key.Deployment.Name}.{id.Number}";
        return ActorPath.IsValidPathElement(name) ? name : $"replica-{id.Number}";
    }
}
