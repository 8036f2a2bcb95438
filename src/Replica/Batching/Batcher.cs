using ActorServe.Replica.Inference;
using ActorServe.Replica.Serving;
using ActorServe.Replica.Telemetry;
using Akka.Actor;

namespace ActorServe.Replica.Batching;

/// <summary>Rows that were taken in and will not run.</summary>
/// <param name="Expired">Nobody waits for them any more.</param>
/// <param name="Refused">No thread takes them: the threads have ended, and nothing will run here again.</param>
internal readonly record struct UnrunRows(IReadOnlyList<AdmittedRow> Expired, IReadOnlyList<AdmittedRow> Refused);

/// <summary>
/// Carries out what a <see cref="BatchWindow{T}"/> decides: posts runs to inference threads, and has its replica look again when rows
/// have waited long enough. Owned by one actor, never blocks.
/// </summary>
internal sealed class Batcher : IDisposable
{
    // A quarter of the most that a replica takes in: the rest comes and goes meanwhile.
    private const int MostRows = RoomSize.Most / 4;

    private readonly BatchWindow<AdmittedRow> _window;
    private readonly RunSettings _settings;
    private readonly InferenceThreads _threads;
    private readonly IActorRef _replica;
    private readonly ITimer _due;
    private readonly long _startedAt;
    private volatile ReplicaWork _done = ReplicaWork.None;

    public Batcher(BatchWindow<AdmittedRow> window, RunSettings settings, InferenceThreads threads, IActorRef replica)
    {
        _window = window;
        _settings = settings;
        _threads = threads;
        _replica = replica;
        _startedAt = settings.Time.GetTimestamp();
        _due = settings.Time.CreateTimer(_ => replica.Tell(RowsDue.Instance), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time since the replica began to serve: its clock.</summary>
    public TimeSpan Now => _settings.Time.GetElapsedTime(_startedAt);

    /// <summary>Rows that wait for a run.</summary>
    public int Queued => _window.Count;

    /// <summary>What was run so far; may be read from any thread.</summary>
    public ReplicaWork Done => _done;

    /// <summary>How fast full batches run.</summary>
    public RunPace Pace { get; } = new();

    /// <summary>Rows wait, and run as soon as they may.</summary>
    public UnrunRows Add(IReadOnlyList<AdmittedRow> rows)
    {
        var now = Now;
        foreach (var row in rows) _window.Add(row, now, row.Deadline);
        return Fill();
    }

    /// <summary>A run ended: what it did not start waits again, and the next may start.</summary>
    public UnrunRows Finished(RunFinished run)
    {
        if (run.Entries.Length >= _settings.MaxBatchSize) Pace.Observe(run.Entries.Length, run.Elapsed);
        _settings.Metrics?.Ran(run.Entries.Length, _settings.MaxBatchSize, run.Elapsed);
        _done = _done.Ran(run.Entries.Length, _settings.MaxBatchSize, run.Elapsed);
        _window.Finished();
        return Return(run.Unstarted);
    }

    /// <summary>Rows that a run did not start wait again, ahead of all others.</summary>
    public UnrunRows Return(IReadOnlyList<AdmittedRow> rows)
    {
        _window.Return(rows, Now, row => row.Deadline);
        return Fill();
    }

    /// <summary>Starts what may start. Gives the rows that will not.</summary>
    public UnrunRows Fill()
    {
        List<AdmittedRow>? expired = null;
        List<AdmittedRow>? refused = null;
        while (_window.TryCut(Now, (int)Math.Min(MostRows, Pace.RowsIn(ModelRun.Slice)), out var cut))
        {
            if (cut.Expired.Count > 0) (expired ??= []).AddRange(cut.Expired);
            if (cut.Rows.Count == 0) continue;
            _settings.Metrics?.Handed(cut.Waited);
            if (_threads.Post(new ModelRun(_settings, cut.Rows, _replica))) continue;
            _window.Finished();
            (refused ??= []).AddRange(cut.Rows);
        }

        if (_window.DueAt is { } due) LookAgainAt(due);
        return new UnrunRows(expired ?? [], refused ?? []);
    }

    /// <summary>Has rows wait no longer for a batch to be full, as no more will come.</summary>
    public UnrunRows Close()
    {
        _window.IsClosing = true;
        return Fill();
    }

    /// <summary>Takes out the rows that wait and match; no run has them, and none will.</summary>
    public IReadOnlyList<AdmittedRow> TakeOut(Func<AdmittedRow, bool> match) => _window.TakeOut(match);

    /// <summary>Takes out the rows that wait; what runs goes on.</summary>
    public IReadOnlyList<AdmittedRow> Clear() => _window.Clear();

    /// <inheritdoc/>
    public void Dispose() => _due.Dispose();

    // Timers count whole milliseconds: one that fired early would be set again for nothing.
    private void LookAgainAt(TimeSpan due) =>
        _due.Change(TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling((due - Now).TotalMilliseconds))), Timeout.InfiniteTimeSpan);

    /// <summary>Rows have waited as long as they should for a batch to be full.</summary>
    internal sealed record RowsDue : INoSerializationVerificationNeeded
    {
        /// <summary>The only one there is.</summary>
        public static RowsDue Instance { get; } = new();
    }
}
