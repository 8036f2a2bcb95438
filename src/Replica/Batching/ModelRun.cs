using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ActorServe.Replica.Inference;
using ActorServe.Replica.Serving;
using ActorServe.Replica.Tracing;
using ActorServe.Shared.Protocol;
using Akka.Actor;

namespace ActorServe.Replica.Batching;

/// <summary>
/// One or more batches run in a row on an inference thread, as long as that is short; the replica hears of all of them at once. Tells one
/// <see cref="RunFinished"/>; where the time is over one <see cref="RunOverdue"/> before it, and where it does not end after that either
/// one <see cref="RunStuck"/>. Where it breaks beside its model, it tells one <see cref="RunBroken"/> and no end.
/// </summary>
internal sealed class ModelRun(RunSettings settings, IReadOnlyList<AdmittedRow> rows, IActorRef replica) : IInferenceJob
{
    /// <summary>
    /// How long a run goes on taking batches: long beside a hand-over (30 µs) and what its results cost as a request to the broker
    /// (hundreds), short beside what a person notices.
    /// </summary>
    public static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(4);

    private const int BatchesALook = 8;

    private readonly Lock _lock = new();
    private readonly RunBroken _broken = new();
    private InferRow[] _rows = [];
    private RowEntry[] _entries = [];
    private CancellationTokenSource? _overdue;
    private ITimer? _timer;
    private Exception? _fault;
    private long _startedAt;
    private int _started;
    private int _ended;
    private int _nextLook;
    private RunPhase _phase;
    private RunSpan? _span;

    private enum RunPhase
    {
        /// <summary>Its entries are its own.</summary>
        InTime,

        /// <summary>Its rows were answered without it.</summary>
        Overdue,

        /// <summary>It has told its end.</summary>
        Ended,
    }

    /// <summary>The rows that it was given.</summary>
    public IReadOnlyList<AdmittedRow> Rows { get; } = rows;

    private CancellationToken Cancellation => _overdue?.Token ?? settings.Stopping;

    /// <inheritdoc/>
    public void Run()
    {
        try
        {
            RunBatches();
        }
        finally
        {
            if (_span is not null) RunSpan.Leave();
        }
    }

    /// <inheritdoc/>
    public void Failed(Exception cause)
    {
        // First of all: what follows may throw again.
        _broken.Cause = cause;
        replica.Tell(_broken);
        lock (_lock)
        {
            _phase = RunPhase.Ended;
            _timer?.Dispose();
        }
    }

    private void RunBatches()
    {
        Begin();
        while (TryStartBatch(out var start, out var count))
        {
            if (_span is not null) RunSpan.Started(Rows, start, count);
            var running = Start(start, count);
            if (!running.IsCompletedSuccessfully)
            {
                // What goes on elsewhere is the last batch: the next must start on an inference thread again, where it may block.
                _ = FinishLaterAsync(running);
                return;
            }

            running.GetAwaiter().GetResult();
        }

        Finish();
    }

    private void Begin()
    {
        _rows = new InferRow[Rows.Count];
        for (var i = 0; i < _rows.Length; i++) _rows[i] = Rows[i].Row;
        _entries = new RowEntry[_rows.Length];
        _span = RunSpan.Begin(settings.Replica, Rows);
        _startedAt = settings.Time.GetTimestamp();
        if (settings.Timeout is not { } timeout) return;
        _overdue = CancellationTokenSource.CreateLinkedTokenSource(settings.Stopping);
        lock (_lock) // Its first tick may come before it is known here.
        {
            _timer = settings.Time.CreateTimer(
                static run => ((ModelRun)run!).TimeIsOver(), this, timeout, settings.Grace ?? System.Threading.Timeout.InfiniteTimeSpan);
        }
    }

    private bool TryStartBatch(out int start, out int count)
    {
        // Without a timeout nobody else looks at this run.
        if (_overdue is null) return StartBatch(out start, out count);
        lock (_lock) return StartBatch(out start, out count);
    }

    // The batch before this one is over then.
    private bool StartBatch(out int start, out int count)
    {
        _ended = start = _started;
        count = Math.Min(settings.MaxBatchSize, _rows.Length - start);
        if (count == 0 || _phase == RunPhase.Overdue || IsSliceOver()) return false;
        _started += count;
        return true;
    }

    // A look at the clock costs a tenth of a row of a small deployment: where there should be time for more, one for eight batches does.
    private bool IsSliceOver()
    {
        if (_started == 0 || _started < _nextLook) return false;
        var elapsed = settings.Time.GetElapsedTime(_startedAt);
        if (elapsed >= Slice) return true;
        var batches = (Slice - elapsed) / elapsed * _started / settings.MaxBatchSize / 2;
        _nextLook = _started + (int)Math.Min(BatchesALook, batches) * settings.MaxBatchSize;
        return false;
    }

#pragma warning disable CA1031 // A model never throws; where it does, its rows fail and the replica goes on.
    private ValueTask Start(int start, int count)
    {
        try
        {
            return settings.Model.RunAsync(_rows.AsMemory(start, count), _entries.AsMemory(start, count), Cancellation);
        }
        catch (Exception fault)
        {
            _fault = fault;
            return default;
        }
    }

    // Nobody looks at its task: what it throws has to be told here.
    private async Task FinishLaterAsync(ValueTask running)
    {
        try
        {
            try
            {
                await running.ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                _fault = fault;
            }

            Finish();
        }
        catch (Exception cause)
        {
            Failed(cause);
        }
    }
#pragma warning restore CA1031

    private void Finish()
    {
        var elapsed = settings.Time.GetElapsedTime(_startedAt);
        bool isOverdue;
        lock (_lock)
        {
            _timer?.Dispose();
            isOverdue = _phase == RunPhase.Overdue;
            _phase = RunPhase.Ended;
        }

        // Else each run would stay registered with the replica's own token. One that was overdue may still be cancelling.
        if (!isOverdue) _overdue?.Dispose();
        _span?.End(isOverdue, _fault);

        // Never inside the lock: the dispatcher may carry actors on with this very thread, whatever they have to do.
        replica.Tell(isOverdue
            ? new RunFinished(this, [], [], elapsed, _fault)
            : new RunFinished(this, Answers(), Unstarted(), elapsed, _fault));
    }

    private void TimeIsOver()
    {
        RunOverdue? overdue = null;
        lock (_lock)
        {
            if (_phase == RunPhase.Ended) return;
            if (_phase == RunPhase.Overdue || settings.Grace is null) _timer?.Dispose();
            if (_phase == RunPhase.InTime) overdue = new RunOverdue(this, OverdueAnswers(), Unstarted());
            _phase = RunPhase.Overdue;
        }

        // Cancelled beside this thread: what a deployment registered may run long, or throw.
        if (overdue is not null) _ = _overdue!.CancelAsync();
        replica.Tell((object?)overdue ?? new RunStuck(this));
    }

    private ImmutableArray<RowEntry> Answers()
    {
        if (_started < _entries.Length) Array.Resize(ref _entries, _started);
        FailUnanswered(_entries);
        return ImmutableCollectionsMarshal.AsImmutableArray(_entries);
    }

    // The model may still be writing the entries of the batch that is on.
    private ImmutableArray<RowEntry> OverdueAnswers()
    {
        var entries = new RowEntry[_started];
        Array.Copy(_entries, entries, _ended);
        FailUnanswered(entries.AsSpan(0, _ended));
        for (var i = _ended; i < _started; i++) entries[i] = RowEntry.Failed(i, FailureKind.Timeout, "The run took longer than it may.");
        return ImmutableCollectionsMarshal.AsImmutableArray(entries);
    }

    // A row that the model left without an entry must not pass for one that has no outputs.
    private void FailUnanswered(Span<RowEntry> entries)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].Status != RowStatus.None) continue;
            _fault ??= new InvalidOperationException($"{settings.Model.Version} left row {i} of {entries.Length} without an answer.");
            entries[i] = RowEntry.Failed(i, FailureKind.ModelError, "The model failed.");
        }
    }

    private ImmutableArray<AdmittedRow> Unstarted() => _started == Rows.Count ? [] : [.. Rows.Skip(_started)];
}
