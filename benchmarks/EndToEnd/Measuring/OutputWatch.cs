using Confluent.Kafka;

namespace ActorServe.EndToEnd.Measuring;

/// <summary>
/// Looks from outside at how many records a topic has: every contender is measured by the same end offsets of its output topic.
/// </summary>
internal sealed class OutputWatch : IDisposable
{
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly List<TopicPartition> _partitions;

    public OutputWatch(string kafka, string topic, int partitions)
    {
        _consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig { BootstrapServers = kafka, GroupId = $"watch-{topic}" }).Build();
        _partitions = [.. Enumerable.Range(0, partitions).Select(p => new TopicPartition(topic, p))];
    }

    /// <summary>Records in the topic now.</summary>
    public long Count() => _partitions.Sum(p => _consumer.QueryWatermarkOffsets(p, TimeSpan.FromSeconds(10)).High.Value);

    public void Dispose() => _consumer.Dispose();
}
