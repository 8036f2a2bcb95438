namespace ActorServe.Gateway.Dispatch;

/// <summary>What a pipeline's Dispatch has done so far. Written by the stage alone, read by anyone.</summary>
internal sealed class DispatchTotals
{
    private long _recordsIn;
    private long _failedAttempts;

    /// <summary>Rows that came from Ingest.</summary>
    public long RecordsIn => Volatile.Read(ref _recordsIn);

    /// <summary>Runs that failed, whatever became of their rows.</summary>
    public long FailedAttempts => Volatile.Read(ref _failedAttempts);

    /// <summary>Rows came in.</summary>
    public void CountIn(int rows) => Volatile.Write(ref _recordsIn, _recordsIn + rows);

    /// <summary>The number of failed runs is now this.</summary>
    public void CountFailedAttempts(long failedAttempts) => Volatile.Write(ref _failedAttempts, failedAttempts);
}
