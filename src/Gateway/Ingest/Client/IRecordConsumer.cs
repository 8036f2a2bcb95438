using Confluent.Kafka;

namespace ActorServe.Gateway.Ingest.Client;

/// <summary>An offset of a partition of the one topic that is read.</summary>
internal readonly record struct PartitionOffset(int Partition, long Offset);

/// <summary>Why an offset of a partition is not committed.</summary>
internal readonly record struct CommitRefusal(int Partition, Error Error);

/// <summary>What Ingest needs of a Kafka consumer: the edge that tests replace. Used by one thread.</summary>
internal interface IRecordConsumer : IDisposable
{
    /// <summary>The next record, or null where none came in time. Rebalances reach the listener inside this call.</summary>
    /// <exception cref="ConsumeException">The client says that something is wrong, for good or for now.</exception>
    ConsumeResult<byte[]?, byte[]?>? Poll(TimeSpan timeout);

    /// <summary>Nothing comes from these partitions after this call; what was fetched is thrown away.</summary>
    void Pause(IReadOnlyList<int> partitions);

    /// <summary>Records come from these partitions again.</summary>
    void Resume(IReadOnlyList<int> partitions);

    /// <summary>Leaves an offset to the client, which commits it within a second. Never blocks.</summary>
    void Store(PartitionOffset offset);

    /// <summary>Commits and waits for the answer: long, where the broker is away.</summary>
    void Commit(IReadOnlyList<PartitionOffset> offsets);

    /// <summary>The group's committed offsets, those partitions left out that have none.</summary>
    IReadOnlyList<PartitionOffset> Committed(IReadOnlyList<int> partitions);

    /// <summary>The offset of the oldest record that each partition still has.</summary>
    IReadOnlyList<PartitionOffset> Earliest(IReadOnlyList<int> partitions);

    /// <summary>
    /// What a broker says of the topic now: what is wrong with it, or that nothing is. Null where none answers; waits a moment for that.
    /// </summary>
    ErrorCode? Ask();

    /// <summary>The partition's end as of the last fetch, or null before the first.</summary>
    long? HighWatermark(int partition);

    /// <summary>Leaves the group; the listener hears <see cref="IConsumerListener.Revoked"/> inside this call.</summary>
    void Close();
}

/// <summary>Who is told that partitions come and go, and what is wrong, inside a poll and on its thread.</summary>
internal interface IConsumerListener
{
    /// <summary>These partitions are ours from now on; returns where each starts.</summary>
    IReadOnlyList<PartitionOffset> Assigned(IRecordConsumer consumer, IReadOnlyList<int> partitions);

    /// <summary>These partitions go to others when this returns. They may still be committed.</summary>
    void Revoked(IRecordConsumer consumer, IReadOnlyList<int> partitions);

    /// <summary>These partitions may already be others'. They must not be committed.</summary>
    void Lost(IReadOnlyList<int> partitions);

    /// <summary>
    /// The broker has answered a commit of what was left to the client, which tries what was refused again. The client commits as it lets
    /// partitions go, too, and that answer comes when they are gone.
    /// </summary>
    /// <param name="kept">What it keeps.</param>
    /// <param name="refused">What it does not keep.</param>
    void CommitAnswered(IReadOnlyList<PartitionOffset> kept, IReadOnlyList<CommitRefusal> refused);

    /// <summary>Something is wrong that the client goes on trying to overcome. It is said once, however long it lasts.</summary>
    void Troubled(Error error);
}
