using System.Globalization;
using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Topics;
using Akka.Actor;
using Akka.Event;
using Akka.Streams;

namespace ActorServe.Gateway;

/// <summary>
/// Keeps the pipeline of one application running on this gateway, until it is told to drain. Tells its parent each new
/// <see cref="PipelineStatus"/>.
/// </summary>
/// <remarks>
/// <para>A pipeline that fails is rebuilt whole, never a part of it, after a wait of 1 to 30 s. Nothing is lost: offsets are committed
/// behind acknowledged results only, so what was in flight is read again, and may be answered twice.</para>
/// <para>The next run starts when the last one has closed its consumer, so that one process is not two members of a group for one
/// application; or given it up, where it does not close (<see cref="ApplicationRun"/>).</para>
/// <para>Where this actor itself fails or is stopped, its stream ends with it and closes the consumer; what was finished is committed. It
/// is not restarted: its parent starts another, which waits for that consumer to be closed.</para>
/// <para>After <see cref="Drain"/> it stops itself once the pipeline has ended, in good order, by a failure, or by the time
/// limit.</para>
/// </remarks>
internal sealed class ApplicationActor : UntypedActor, IWithTimers, IDisposable
{
    private static readonly TimeSpan _statusPeriod = TimeSpan.FromSeconds(1);

    private readonly string _application;
    private readonly PreparePipeline _prepare;
    private readonly ApplicationRun _run;
    private readonly IActorRef _observer;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IMaterializer _materializer = Context.Materializer();
    private IRunningPipeline? _pipeline;
    private PipelineReading _lastReading = PipelineReading.None;
    private PipelineTotals _past = new();
    private RestartBackoff _backoff;
    private PipelineState _state;
    private string? _message;
    private int _restarts;
    private int _inFlight;
    private string? _givenUp;

    public ApplicationActor(string application, PreparePipeline prepare, ApplicationRun run, IActorRef observer) =>
        (_application, _prepare, _run, _observer) = (application, prepare, run, observer);

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(string application, PreparePipeline prepare, ApplicationRun run, IActorRef observer) =>
        Akka.Actor.Props.Create(() => new ApplicationActor(application, prepare, run, observer));

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
            case GiveUp late: StopDraining(late.Within); break;
            case GatewayProtocol.Drain drain: Drain(drain.Within); break;
            default: Unhandled(message); break;
        }
    }

    private void Start()
    {
        Enter(PipelineState.Starting, _message);
        // On the thread pool: what prepares may block, and may throw before its first await.
        Task.Run(PrepareAsync, _stopping.Token)
            .PipeTo(Self, success: run => new Prepared(run), failure: reason => new Ended(reason));
    }

    private async Task<RunPipeline> PrepareAsync()
    {
        await _run.Ended.WaitAsync(_stopping.Token).ConfigureAwait(false);
        return await _prepare(_stopping.Token).ConfigureAwait(false);
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

        _run.Began(_pipeline);
        _pipeline.Completion.PipeTo(Self, success: () => new Ended(null), failure: reason => new Ended(reason));
        Timers.StartSingleTimer(Healthy.Instance, Healthy.Instance, RestartBackoff.HealthyAfter);
        Enter(PipelineState.Running, null);
    }

    private void OnEnded(Exception? failure)
    {
        _lastReading = _pipeline?.Read() ?? PipelineReading.None;
        _past += _lastReading.Totals;
        // Without a pipeline nothing was read, and what failed was only being prepared.
        if (_state == PipelineState.Draining && _pipeline is not null && failure is not null) FailDrain(failure);
        _pipeline = null;
        Timers.Cancel(Healthy.Instance);
        if (_state == PipelineState.Draining) End();
        else Rebuild(failure ?? new InvalidOperationException("the pipeline ended without being asked to"));
    }

    // As of the last look: what failed has let its partitions go by now.
    private void FailDrain(Exception failure)
    {
        var reason = ReasonOf(failure);
        _log.Error(
            reason, "application {Application} failed while it drained, with about {Left} records in flight", _application, _inFlight);
        _givenUp ??= $"failed while it drained: {reason.Message}; about {_inFlight} records were not finished, and will be read again";
    }

    // What somebody must mend first, too: somebody may.
    private void Rebuild(Exception failure)
    {
        var reason = ReasonOf(failure);
        _restarts++;
        _backoff = _backoff.Next;
        var refused = reason is TopicException { IsPermanent: true } or SourceMissingException;
        var delay = _backoff.Delay;
        if (refused)
            _log.Error("application {Application} cannot run: {Reason}; tried again in {Delay}", _application, reason.Message, delay);
        else if (reason is TopicException)
            _log.Warning(
                "application {Application} does not run yet: {Reason}; tried again in {Delay}", _application, reason.Message, delay);
        else _log.Error(reason, "the pipeline of application {Application} failed, and is rebuilt in {Delay}", _application, delay);
        Timers.StartSingleTimer(Retry.Instance, Retry.Instance, delay);
        Enter(refused ? PipelineState.Failed : PipelineState.BackingOff, reason.Message);
    }

    private void Drain(TimeSpan within)
    {
        if (_state == PipelineState.Draining) return;
        var isPreparing = _state == PipelineState.Starting;
        Timers.Cancel(Retry.Instance);
        // Before anyone hears of it: the time counts from now.
        if (_pipeline is not null) Timers.StartSingleTimer(GiveUp.Key, new GiveUp(within), within);
        Enter(PipelineState.Draining, null);
        if (_pipeline is null)
        {
            // Nothing was read yet: what is being prepared is dropped when it is there.
            _stopping.Cancel();
            if (!isPreparing) End();
            return;
        }

        _pipeline.Drain();
    }

    private void StopDraining(TimeSpan within)
    {
        if (_pipeline is null) return;
        var left = _pipeline.Read().Partitions.Sum(partition => partition.InFlight);
        _givenUp = string.Create(
            CultureInfo.InvariantCulture,
            $"not drained within {within.TotalSeconds:0.#} s: about {left} records were not finished, and will be read again");
        _log.Warning("application {Application}: {Reason}", _application, _givenUp);
        _pipeline.Stop();
    }

    private void End()
    {
        Enter(_givenUp is null ? PipelineState.Stopped : PipelineState.GivenUp, _givenUp);
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
        if (_pipeline is not null) _inFlight = reading.Partitions.Sum(partition => partition.InFlight);
        var hasEnded = _state is PipelineState.Stopped or PipelineState.GivenUp;
        _observer.Tell(new PipelineStatus
        {
            Application = _application,
            State = _state,
            Message = _message,
            Reading = reading.Reading,
            Partitions = hasEnded ? _lastReading.Partitions : reading.Partitions,
            Totals = _past + reading.Totals,
            Restarts = _restarts,
        });
    }

    private static Exception ReasonOf(Exception failure) => failure is AggregateException { InnerExceptions: [var only] } ? only : failure;

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

    private sealed record GiveUp(TimeSpan Within) : INoSerializationVerificationNeeded
    {
        public const string Key = "give up";
    }

    private sealed class Report : INoSerializationVerificationNeeded
    {
        public static Report Instance { get; } = new();
    }
}
