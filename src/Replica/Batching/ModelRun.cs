using System.Collections.Immutable;
using ActorServe.Replica.Inference;
using ActorServe.Replica.Serving;
using ActorServe.Shared.Protocol;
using Akka.Actor;

namespace ActorServe.Replica.Batching;

/// <summary>What all runs of a replica have in common.</summary>
/// <param name="Model">What runs.</param>
/// <param name="MaxBatchSize">Rows of one call of the model.</param>
/// <param name="Timeout">How long a run may take; null is without bound.</param>
/// <param name="Time">The clock.</param>
/// <param name="Stopping">Cancelled when the replica ends.</param>
internal sealed record RunSettings(IModel Model, int MaxBatchSize, TimeSpan? Timeout, TimeProvider Time, CancellationToken Stopping);

/// <summary>A run came to its end, and another may start.</summary>
/// <param name="Run">Which one.</param>
/// <param name="Entries">The entries of its first rows, one each.</param>
/// <param name="Unstarted">The rows after those: the run had no time for them.</param>
/// <param name="Elapsed">How long the model took.</param>
/// <param name="Fault">What the model threw though it never should; null as a rule.</param>
internal sealed record RunFinished(
    ModelRun Run, ImmutableArray<RowEntry> Entries, ImmutableArray<AdmittedRow> Unstarted, TimeSpan Elapsed, Exception? Fault)
    : INoSerializationVerificationNeeded;

/// <summary>
/// A run takes longer than it may. Its rows have their entries here; the run itself cannot be ended and is on until
/// <see cref="RunFinished"/>, which has no entries then.
/// </summary>
internal sealed record RunOverdue(ModelRun Run, ImmutableArray<RowEntry> Entries, ImmutableArray<AdmittedRow> Unstarted)
    : INoSerializationVerificationNeeded;

/// <summary>
/// One or more batches run in a row on an inference thread, as long as that is short; the replica hears of all of them at once. Tells one
/// <see cref="RunFinished"/>, and one <see cref="RunOverdue"/> before it where the time is over.
/// </summary>
internal sealed class ModelRun(RunSettings settings, IReadOnlyList<AdmittedRow> rows, IActorRef replica) : IInferenceJob
{
    /// <summary>How long a run goes on taking batches: long beside a hand-over (30 µs), short beside what a person notices.</summary>
    public static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly ImmutableArray<RowEntry>.Builder _entries = ImmutableArray.CreateBuilder<RowEntry>(rows.Count);
    private CancellationTokenSource? _overdue;
    private ITimer? _timer;
    private Exception? _fault;
    private long _startedAt;
    private int _started;
    private bool _isOverdue;

    /// <summary>The rows that it was given.</summary>
    public IReadOnlyList<AdmittedRow> Rows { get; } = rows;

    private CancellationToken Cancellation => _overdue?.Token ?? settings.Stopping;

    /// <inheritdoc/>
    public void Run()
    {
        Begin();
        while (TryStartBatch() is { } batch)
        {
            var running = Start(batch);
            if (!running.IsCompletedSuccessfully)
            {
                // What goes on elsewhere is the last batch: the next must start on an inference thread again, where it may block.
                _ = FinishLaterAsync(running, batch.Length);
                return;
            }

            EndBatch(running.Result);
        }

        Finish();
    }

    private void Begin()
    {
        _startedAt = settings.Time.GetTimestamp();
        if (settings.Timeout is not { } timeout) return;
        _overdue = CancellationTokenSource.CreateLinkedTokenSource(settings.Stopping);
        _timer = settings.Time.CreateTimer(static run => ((ModelRun)run!).TellOverdue(), this, timeout, System.Threading.Timeout.InfiniteTimeSpan);
    }

    private ImmutableArray<InferRow>? TryStartBatch()
    {
        lock (_lock)
        {
            if (_isOverdue || _started == Rows.Count || (_started > 0 && settings.Time.GetElapsedTime(_startedAt) >= Slice)) return null;
            var batch = ImmutableArray.CreateBuilder<InferRow>(Math.Min(settings.MaxBatchSize, Rows.Count - _started));
            for (var i = 0; i < batch.Capacity; i++) batch.Add(Rows[_started + i].Row);
            _started += batch.Count;
            return batch.MoveToImmutable();
        }
    }

#pragma warning disable CA1031 // A model never throws; where it does, its rows fail and the replica goes on.
    private ValueTask<ImmutableArray<RowEntry>> Start(ImmutableArray<InferRow> batch)
    {
        try
        {
            return settings.Model.RunAsync(batch, Cancellation);
        }
        catch (Exception fault)
        {
            return new(Fail(batch.Length, fault));
        }
    }

    private async Task FinishLaterAsync(ValueTask<ImmutableArray<RowEntry>> running, int rows)
    {
        try
        {
            EndBatch(await running.ConfigureAwait(false));
        }
        catch (Exception fault)
        {
            EndBatch(Fail(rows, fault));
        }

        Finish();
    }
#pragma warning restore CA1031

    private ImmutableArray<RowEntry> Fail(int rows, Exception fault)
    {
        _fault = fault;
        return [.. Enumerable.Range(0, rows).Select(i => RowEntry.Failed(i, FailureKind.ModelError, "The model failed."))];
    }

    private void EndBatch(ImmutableArray<RowEntry> entries)
    {
        lock (_lock)
        {
            if (_isOverdue) return;
            _entries.AddRange(entries);
        }
    }

    private void Finish()
    {
        var elapsed = settings.Time.GetElapsedTime(_startedAt);
        _timer?.Dispose();
        lock (_lock)
        {
            replica.Tell(_isOverdue
                ? new RunFinished(this, [], [], elapsed, _fault)
                : new RunFinished(this, _entries.DrainToImmutable(), Unstarted(), elapsed, _fault));

            // Else each run would stay registered with the replica's own token. One that was overdue may still be cancelling.
            if (!_isOverdue) _overdue?.Dispose();
            _isOverdue = true;
        }
    }

    private void TellOverdue()
    {
        lock (_lock)
        {
            if (_isOverdue) return;
            _isOverdue = true;
            while (_entries.Count < _started) _entries.Add(RowEntry.Failed(0, FailureKind.Timeout, "The run took longer than it may."));
            replica.Tell(new RunOverdue(this, _entries.DrainToImmutable(), Unstarted()));
        }

        // Beside this thread: what a deployment registered may run long, or throw.
        _ = _overdue!.CancelAsync();
    }

    private ImmutableArray<AdmittedRow> Unstarted() => [.. Rows.Skip(_started)];
}
