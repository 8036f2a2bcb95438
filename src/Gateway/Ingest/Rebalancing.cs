using System.Collections.Immutable;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Ingest;

/// <summary>
/// What happens when partitions come and go, inside the poll. A revoked partition is handed over with everything that was sent of it finished
/// and committed, or after <c>revoke_drain_timeout_ms</c>; a lost one is never committed.
/// </summary>
internal sealed partial class Rebalancing(IngestSettings settings, Intake intake, TimeProvider time, ILogger log) : IRebalanceListener
{
    // A wait ends by what is heard; this long it is blind to the clock alone.
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public IReadOnlyList<PartitionOffset> Assigned(IRecordConsumer consumer, IReadOnlyList<int> partitions)
    {
        foreach (var partition in partitions) intake.Assignments.Add(partition, EpochSource.Next());
        var starts = consumer.Committed(partitions).ToDictionary(offset => offset.Partition, offset => offset.Offset);
        var earliest = partitions.Where(partition => !starts.ContainsKey(partition))
            .Select(partition => new PartitionOffset(partition, consumer.Earliest(partition))).ToArray();
        // At once: a start that nobody committed would be another one next time, when the oldest records are gone.
        Commit(consumer, earliest);

        foreach (var (partition, start) in earliest) starts.Add(partition, start);
        foreach (var (partition, start) in starts) intake.Assignments.Find(partition)?.Open(start);
        LogAssigned(settings.Kafka.InputTopic, string.Join(", ", starts.Select(start => $"{start.Key}@{start.Value}")));
        return [.. partitions.Select(partition => new PartitionOffset(partition, starts[partition]))];
    }

    /// <inheritdoc/>
    public void Revoked(IRecordConsumer consumer, IReadOnlyList<int> partitions)
    {
        var began = time.GetTimestamp();
        var revoked = Ours(partitions);
        intake.Withdraw(revoked);
        var left = AwaitFlights(revoked, began);
        Settle(consumer, [.. revoked.Where(HasNews).Select(Watermark)]);
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

    private int AwaitFlights(ImmutableArray<Assignment> revoked, long began)
    {
        while (true)
        {
            intake.Hear();
            intake.Emit();
            var left = revoked.Sum(assignment => assignment.Ledger.Outstanding);
            var rest = settings.Kafka.RevokeDrainTimeout - time.GetElapsedTime(began);
            if (left == 0 || intake.IsStopping || rest <= TimeSpan.Zero) return left;
            intake.Wait(rest < Slice ? rest : Slice);
        }
    }

    private void Settle(IRecordConsumer consumer, PartitionOffset[] watermarks)
    {
        // Stored too: as it lets the partitions go, the client commits what was stored last, over a newer offset that was committed here.
        foreach (var watermark in watermarks) consumer.Store(watermark);
        Commit(consumer, watermarks);
    }

    private void Commit(IRecordConsumer consumer, PartitionOffset[] offsets)
    {
        if (offsets.Length == 0) return;
        try
        {
            consumer.Commit(offsets);
        }
        catch (KafkaException e)
        {
            // What is not committed is read again.
            LogCommitFailed(settings.Kafka.InputTopic, e.Error.Reason);
        }
    }

    private ImmutableArray<Assignment> Ours(IReadOnlyList<int> partitions) =>
        [.. partitions.Select(intake.Assignments.Find).OfType<Assignment>()];

    private void Forget(ImmutableArray<Assignment> assignments)
    {
        foreach (var assignment in assignments) intake.Assignments.Remove(assignment.Id.Partition);
    }

    private static bool HasNews(Assignment assignment) => assignment.Ledger.Watermark is not null;

    private static PartitionOffset Watermark(Assignment assignment) => new(assignment.Id.Partition, assignment.Ledger.Watermark!.Value);

    [LoggerMessage(LogLevel.Information, "{Topic}: assigned {Starts}")]
    private partial void LogAssigned(string topic, string starts);

    [LoggerMessage(LogLevel.Information, "{Topic}: revoked {Partitions}; {Left} rows were not finished in time and will be read again")]
    private partial void LogRevoked(string topic, string partitions, int left);

    [LoggerMessage(LogLevel.Warning, "{Topic}: lost {Partitions}; nothing of them is committed any more")]
    private partial void LogLost(string topic, string partitions);

    [LoggerMessage(LogLevel.Warning, "{Topic}: offsets were not committed: {Reason}")]
    private partial void LogCommitFailed(string topic, string reason);
}
