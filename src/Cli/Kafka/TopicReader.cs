using ActorServe.Gateway;
using Confluent.Kafka;

namespace ActorServe.Cli.Kafka;

/// <summary>Reads topics to an end that is fixed before: what comes meanwhile is another reading's.</summary>
internal sealed class TopicReader(KafkaConnection connection, CancellationToken stopping)
{
    /// <summary>The offsets that a topic has now.</summary>
    /// <exception cref="CommandFailedException">There is no such topic, or no broker answers.</exception>
    public IReadOnlyList<OffsetRange> RangesOf(string topic)
    {
        var partitions = KafkaClients.PartitionsOf(connection, topic);
        if (partitions.Count == 0) throw new CommandFailedException($"there is no topic {topic}");

        using var consumer = KafkaClients.Consumer(connection, new ClientLog());
        return [.. partitions.Select(partition =>
        {
            var offsets = consumer.QueryWatermarkOffsets(partition, KafkaClients.Patience);
            return new OffsetRange(partition.Partition.Value, offsets.Low.Value, offsets.High.Value);
        })];
    }

    /// <summary>Every record of a topic that is there.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="ranges">What is read.</param>
    /// <param name="fields">Which fields of a record are wanted beside key and value.</param>
    /// <exception cref="CommandFailedException">Nothing came for <see cref="KafkaClients.Patience"/>.</exception>
    public IEnumerable<ConsumeResult<byte[]?, byte[]?>> Read(string topic, IReadOnlyList<OffsetRange> ranges, string fields)
    {
        var log = new ClientLog();
        using var consumer = KafkaClients.Consumer(connection, log, fields);
        // Here, so that the consumer is there for as long as records are taken.
        foreach (var record in Read(consumer, topic, ranges, new ReadingProgress(topic, log, TimeProvider.System))) yield return record;
    }

    /// <summary>Every record of a topic that is there, by a consumer of the caller's.</summary>
    internal IEnumerable<ConsumeResult<byte[]?, byte[]?>> Read(
        IConsumer<byte[]?, byte[]?> consumer, string topic, IReadOnlyList<OffsetRange> ranges, ReadingProgress progress)
    {
        var open = new OpenPartitions(ranges);
        consumer.Assign(open.Ranges.Select(range => new TopicPartitionOffset(topic, range.Partition, range.Low)));
        while (open.Count > 0)
        {
            stopping.ThrowIfCancellationRequested();
            // What comes of a partition that is read to its end is no progress: it goes on for ever where the topic is written to.
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is not { } result
                || open.Hear(result) is not { IsOfAnOpenOne: true } heard)
            {
                progress.Missed();
                continue;
            }

            progress.Made();
            // Not the result's topic: a consumer that was asked for few fields does not tell it.
            if (heard.IsLast) consumer.IncrementalUnassign([new TopicPartition(topic, result.Partition)]);
            if (heard.IsWithin) yield return result;
        }
    }
}
