using ActorServe.Gateway;
using Confluent.Kafka;

namespace ActorServe.Cli.Kafka;

/// <summary>Where a consumer group is in a partition, as the broker says.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Committed">What the group committed; null where it committed nothing.</param>
/// <param name="End">Its end now.</param>
internal readonly record struct GroupOffsets(int Partition, long? Committed, long End)
{
    /// <summary>Asks about all partitions of a topic; none where there is no such topic. The group notices nothing of it.</summary>
    /// <exception cref="CommandFailedException">The broker does not answer, or there is no right to ask.</exception>
    public static IReadOnlyList<GroupOffsets> Ask(KafkaConnection connection, string topic, string group)
    {
        var partitions = KafkaClients.PartitionsOf(connection, topic);
        if (partitions.Count == 0) return [];

        using var consumer = KafkaClients.Consumer(connection, new ClientLog(), group: group);
        try
        {
            return [.. consumer.Committed(partitions, KafkaClients.Patience).Select(committed => new GroupOffsets(
                committed.Partition.Value,
                committed.Offset.IsSpecial ? null : committed.Offset.Value,
                consumer.QueryWatermarkOffsets(committed.TopicPartition, KafkaClients.Patience).High.Value))];
        }
        catch (KafkaException failure)
        {
            throw new CommandFailedException($"{topic}, group {group}: {failure.Error.Reason}", ExitCodes.Failed, failure);
        }
    }
}
