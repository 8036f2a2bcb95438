using ActorServe.Gateway.Topics;
using Akka.Actor;
using Akka.Event;
using Akka.Streams;

namespace ActorServe.Gateway;

/// <summary>Keeps the pipeline of one application running on this gateway, until it is told to drain. Tells its parent each new <see cref="PipelineStatus"/>.</summary>
/// <remarks>
/// <para>A pipeline that fails is rebuilt whole, never a part of it, after a wait of 1 to 30 s. Nothing is lost: offsets are committed behind
/// acknowledged results only, so what was in flight is read again, and may be answered twice.</para>
/// <para>The next run starts when the last one has closed its consumer, so that one process is never two members of a group for one application.</para>
/// <para>Where this actor itself fails or is stopped, its stream ends with it and closes the consumer; what was finished is committed.</para>
/// <para>After <see cref="Drain"/> it stops itself once the pipeline has ended, in good order or by the time limit.</para>
/// </remarks>
internal sealed class ApplicationActor : UntypedActor, IWithTimers, IDisposable
{
    private static readonly TimeSpan _statusPeriod = TimeSpan.FromSeconds(1);

    private readonly string _application;
    private readonly PreparePipeline _prepare;
    private readonly IActorRef _observer;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IMaterializer _materializer = Context.Materializer();
    private IRunningPipeline? _pipeline;
    private PipelineTotals _past = new();
    private RestartBackoff _backoff;
    private PipelineState _state;
    private string? _message;
    private int _restarts;

    public ApplicationActor(string application, PreparePipeline prepare, IActorRef observer) =>
        (_application, _prepare, _observer) = (application, prepare, observer);

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(string application, PreparePipeline prepare, IActorRef observer) =>
        Akka.Actor.Props.Create(() => new ApplicationActor(application, prepare, observer));

    // Akka calls it once the actor is stopped.
    public void Dispose() => _stopping.Dispose();

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Report.Instance, Report.Instance, _statusPeriod);
        Start();
    }

    protected override void PostStop()
    {
        _stopping.Cancel();
        _pipeline?.Stop();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Prepared prepared: Run(prepared.Run); break;
            case Ended ended: OnEnded(ended.Failure); break;
            case Retry: Start(); break;
            case Healthy: _backoff = default; break;
            case Report: TellStatus(); break;
            case GiveUp: _pipeline?.Stop(); break;
            case GatewayProtocol.Drain drain: Drain(drain.Within); break;
            default: Unhandled(message); break;
        }
    }

    private void Start()
    {
        Enter(PipelineState.Starting, _message);
        // On the thread pool: what prepares may block, and may throw before its first await.
        Task.Run(() => _prepare(_stopping.Token), _stopping.Token)
            .PipeTo(Self, success: run => new Prepared(run), failure: reason => new Ended(reason));
    }

    private void Run(RunPipeline run)
    {
        if (_state == PipelineState.Draining)
        {
            End();
            return;
        }

        try
        {
            _pipeline = run(_materializer);
        }
#pragma warning disable CA1031 // Whatever it is: the application says so and tries again.
        catch (Exception reason)
#pragma warning restore CA1031
        {
            OnEnded(reason);
            return;
        }

        _pipeline.Completion.PipeTo(Self, success: () => new Ended(null), failure: reason => new Ended(reason));
        Timers.StartSingleTimer(Healthy.Instance, Healthy.Instance, RestartBackoff.HealthyAfter);
        Enter(PipelineState.Running, null);
    }

    private void OnEnded(Exception? failure)
    {
        _past += (_pipeline?.Read() ?? PipelineReading.None).Totals;
        _pipeline = null;
        Timers.Cancel(Healthy.Instance);
        if (_state == PipelineState.Draining) End();
        else Rebuild(failure ?? new InvalidOperationException("the pipeline ended without being asked to"));
    }

    // Topics that are not there, too: somebody may make them, or the broker was away.
    private void Rebuild(Exception failure)
    {
        var reason = failure is AggregateException { InnerExceptions: [var only] } ? only : failure;
        _restarts++;
        _backoff = _backoff.Next;
        var refused = reason is TopicException;
        var delay = _backoff.Delay;
        if (refused) _log.Error("application {0} cannot run: {1}; tried again in {2}", _application, reason.Message, delay);
        else _log.Error(reason, "the pipeline of application {0} failed, and is rebuilt in {1}", _application, delay);
        Timers.StartSingleTimer(Retry.Instance, Retry.Instance, delay);
        Enter(refused ? PipelineState.Failed : PipelineState.BackingOff, reason.Message);
    }

    private void Drain(TimeSpan within)
    {
        if (_state == PipelineState.Draining) return;
        var isPreparing = _state == PipelineState.Starting;
        Timers.Cancel(Retry.Instance);
        Enter(PipelineState.Draining, null);
        if (_pipeline is null)
        {
            // Nothing was read yet: what is being prepared is dropped when it is there.
            _stopping.Cancel();
            if (!isPreparing) End();
            return;
        }

        _pipeline.Drain();
        Timers.StartSingleTimer(GiveUp.Instance, GiveUp.Instance, within);
    }

    private void End()
    {
        Enter(PipelineState.Stopped, null);
        Context.Stop(Self);
    }

    private void Enter(PipelineState state, string? message)
    {
        (_state, _message) = (state, message);
        TellStatus();
    }

    private void TellStatus()
    {
        var reading = _pipeline?.Read() ?? PipelineReading.None;
        _observer.Tell(new PipelineStatus
        {
            Application = _application,
            State = _state,
            Message = _message,
            Partitions = reading.Partitions,
            Totals = _past + reading.Totals,
            Restarts = _restarts,
        });
    }

    private sealed record Prepared(RunPipeline Run) : INoSerializationVerificationNeeded;

    private sealed record Ended(Exception? Failure) : INoSerializationVerificationNeeded;

    private sealed class Retry : INoSerializationVerificationNeeded
    {
        public static Retry Instance { get; } = new();
    }

    private sealed class Healthy : INoSerializationVerificationNeeded
    {
        public static Healthy Instance { get; } = new();
    }

    private sealed class GiveUp : INoSerializationVerificationNeeded
    {
        public static GiveUp Instance { get; } = new();
    }

    private sealed class Report : INoSerializationVerificationNeeded
    {
        public static Report Instance { get; } = new();
    }
}
