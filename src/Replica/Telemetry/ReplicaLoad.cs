namespace ActorServe.Replica.Telemetry;

/// <summary>What one replica has to do now.</summary>
/// <param name="Ongoing">Rows that it took in and has not answered.</param>
/// <param name="Capacity">Rows that it takes at once.</param>
/// <param name="Queued">Rows that wait for a run.</param>
internal readonly record struct ReplicaLoad(int Ongoing, int Capacity, int Queued)
{
    /// <summary>Which one of its node.</summary>
    public long Number { get; init; }

    /// <summary>What it has done since its start.</summary>
    public ReplicaWork Done { get; init; } = ReplicaWork.None;
}

/// <summary>What a replica has done.</summary>
/// <param name="Rows">Rows that were run.</param>
/// <param name="Batches">Calls of the model.</param>
/// <param name="RunTime">How long those took together.</param>
internal sealed record ReplicaWork(long Rows, long Batches, TimeSpan RunTime)
{
    /// <summary>Nothing yet.</summary>
    public static ReplicaWork None { get; } = new(0, 0, TimeSpan.Zero);

    /// <summary>One more run.</summary>
    /// <param name="rows">The rows that it has answers for.</param>
    /// <param name="maxBatchSize">Rows of one call of the model, at most: all but the last had so many.</param>
    /// <param name="took">How long it took.</param>
    public ReplicaWork Ran(int rows, int maxBatchSize, TimeSpan took) =>
        new(Rows + rows, Batches + (rows + maxBatchSize - 1) / maxBatchSize, RunTime + took);
}
