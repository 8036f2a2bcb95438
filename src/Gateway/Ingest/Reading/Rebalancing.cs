using System.Collections.Immutable;
using ActorServe.Gateway.Ingest.Client;
using ActorServe.Gateway.Ingest.Ledger;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Ingest.Reading;

/// <summary>
/// What happens when partitions come and go, inside the poll. A revoked partition is handed over with everything that was sent of it
/// finished and committed, or after <c>revoke_drain_timeout_ms</c>; a lost one is never committed.
/// </summary>
internal sealed partial class Rebalancing(
    IngestSettings settings, Intake intake, HandOver handOver, ReadingHealth health, TimeProvider time, ILogger log) : IConsumerListener
{
    // A wait ends by what is heard; this long it is blind to the clock alone.
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public IReadOnlyList<PartitionOffset> Assigned(IRecordConsumer consumer, IReadOnlyList<int> partitions)
    {
        foreach (var partition in partitions) intake.Assignments.Add(partition, EpochSource.Next());
        var starts = consumer.Committed(partitions).ToDictionary(offset => offset.Partition, offset => offset.Offset);
        int[] unknown = [.. partitions.Where(partition => !starts.ContainsKey(partition))];
        PartitionOffset[] earliest = unknown.Length == 0 ? [] : [.. consumer.Earliest(unknown)];
        // At once: a start that nobody committed would be another one next time, when the oldest records are gone.
        var isKept = Commit(consumer, earliest);

        foreach (var (partition, start) in starts) intake.Assignments.Find(partition)?.Open(start, isCommitted: true);
        foreach (var (partition, start) in earliest) intake.Assignments.Find(partition)?.Open(start, isKept);
        foreach (var (partition, start) in earliest) starts.Add(partition, start);
        health.Assigned(partitions.Count > 0);
        LogAssigned(settings.Kafka.InputTopic, string.Join(", ", starts.Select(start => $"{start.Key}@{start.Value}")));
        return [.. partitions.Select(partition => new PartitionOffset(partition, starts[partition]))];
    }

    /// <inheritdoc/>
    public void Revoked(IRecordConsumer consumer, IReadOnlyList<int> partitions)
    {
        var began = time.GetTimestamp();
        var revoked = Ours(partitions);
        intake.Withdraw(revoked);
        var left = LetGo(consumer, revoked, began);
        Forget(revoked);
        LogRevoked(settings.Kafka.InputTopic, string.Join(", ", partitions), left);
    }

    /// <inheritdoc/>
    public void Lost(IReadOnlyList<int> partitions)
    {
        var lost = Ours(partitions);
        intake.Withdraw(lost);
        Forget(lost);
        LogLost(settings.Kafka.InputTopic, string.Join(", ", partitions));
    }

    /// <inheritdoc/>
    public void CommitAnswered(IReadOnlyList<PartitionOffset> kept, IReadOnlyList<CommitRefusal> refused)
    {
        foreach (var (partition, offset) in kept)
        {
            intake.Assignments.Find(partition)?.Acknowledge(offset);
            intake.Trouble.Committed(partition);
        }

        foreach (var (partition, refusal) in refused)
        {
            // Of a partition that went, or of which all is kept, nothing would say that commits are taken again.
            if (intake.Assignments.Find(partition) is { IsKept: false }) health.NotCommitted(refusal, partition);
        }
    }

    /// <inheritdoc/>
    public void Troubled(Error error) => health.Heard(error);

    private TimeSpan Rest(long began) => settings.Kafka.RevokeDrainTimeout - time.GetElapsedTime(began);

    // Waits for what was sent, then for the group to take the commit. All the while the other partitions are heard and go on.
    private int LetGo(IRecordConsumer consumer, ImmutableArray<Assignment> revoked, long began)
    {
        long? tried = null;
        while (true)
        {
            intake.Hear();
            intake.Emit();
            // A wait for rows is no silence.
            intake.Beat(time.GetTimestamp());
            var left = revoked.Sum(assignment => assignment.Ledger.Outstanding);
            var rest = Rest(began);
            var isOver = intake.IsStopping || rest <= TimeSpan.Zero;
            // Between two tries at least a slice: what is heard of other partitions ends a wait, and a refusal costs the broker as much as
            // a commit.
            if (isOver || (left == 0 && (tried is not { } last || time.GetElapsedTime(last) >= Slice)))
            {
                var isAgain = tried is not null;
                tried = time.GetTimestamp();
                if (handOver.Commit(consumer, revoked, isAgain) != CommitAnswer.NotYet || isOver) return left;
            }

            intake.Wait(rest < Slice ? rest : Slice);
        }
    }

    private bool Commit(IRecordConsumer consumer, PartitionOffset[] starts)
    {
        if (starts.Length == 0) return true;
        try
        {
            consumer.Commit(starts);
            return true;
        }
        catch (KafkaException e)
        {
            // The loop leaves it to the client, which tries each second.
            LogStartNotCommitted(settings.Kafka.InputTopic, e.Error.Reason);
            return false;
        }
    }

    private ImmutableArray<Assignment> Ours(IReadOnlyList<int> partitions) =>
        [.. partitions.Select(intake.Assignments.Find).OfType<Assignment>()];

    private void Forget(ImmutableArray<Assignment> assignments)
    {
        foreach (var assignment in assignments)
        {
            intake.Assignments.Remove(assignment.Id.Partition);
            intake.Trouble.Forget(assignment.Id.Partition);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Topic}: assigned {Starts}")]
    private partial void LogAssigned(string topic, string starts);

    [LoggerMessage(LogLevel.Information, "{Topic}: revoked {Partitions}; {Left} rows were not finished in time and will be read again")]
    private partial void LogRevoked(string topic, string partitions, int left);

    [LoggerMessage(LogLevel.Warning, "{Topic}: lost {Partitions}; nothing of them is committed any more")]
    private partial void LogLost(string topic, string partitions);

    [LoggerMessage(LogLevel.Warning, "{Topic}: where it starts was not committed, and is tried again: {Reason}")]
    private partial void LogStartNotCommitted(string topic, string reason);
}
