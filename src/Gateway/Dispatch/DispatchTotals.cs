namespace ActorServe.Gateway.Dispatch;

/// <summary>What a pipeline's Dispatch has done so far. Written by the stage alone, read by anyone.</summary>
internal sealed class DispatchTotals
{
    private long _recordsIn;
    private long _results;
    private long _deadLetters;
    private long _skipped;
    private long _failedAttempts;

    /// <summary>Rows that came from Ingest.</summary>
    public long RecordsIn => Volatile.Read(ref _recordsIn);

    /// <summary>Outputs of the rows that went on to Produce.</summary>
    public long Results => Volatile.Read(ref _results);

    /// <summary>Rows that went on to Produce as dead letters.</summary>
    public long DeadLetters => Volatile.Read(ref _deadLetters);

    /// <summary>Rows that were left out.</summary>
    public long Skipped => Volatile.Read(ref _skipped);

    /// <summary>Runs that failed, whatever became of their rows.</summary>
    public long FailedAttempts => Volatile.Read(ref _failedAttempts);

    /// <summary>Rows came in.</summary>
    public void CountIn(int rows) => Volatile.Write(ref _recordsIn, _recordsIn + rows);

    /// <summary>The number of failed runs is now this.</summary>
    public void CountFailedAttempts(long failedAttempts) => Volatile.Write(ref _failedAttempts, failedAttempts);

    /// <summary>Outcomes went out.</summary>
    public void CountOut(OutcomeBatch batch)
    {
        long results = 0, deadLetters = 0, skipped = 0;
        foreach (var outcome in batch.Outcomes)
        {
            if (outcome.Kind == OutcomeKind.Completed) results += outcome.Entry.Outputs.Length;
            else if (outcome.Kind == OutcomeKind.DeadLetter) deadLetters++;
            else if (outcome.Kind == OutcomeKind.Skipped) skipped++;
        }

        Volatile.Write(ref _results, _results + results);
        Volatile.Write(ref _deadLetters, _deadLetters + deadLetters);
        Volatile.Write(ref _skipped, _skipped + skipped);
    }
}
