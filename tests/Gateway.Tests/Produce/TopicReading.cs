using System.Diagnostics;
using Confluent.Kafka;

namespace ActorServe.Gateway.Tests.Produce;

/// <summary>Reads a topic from its beginning, to see what was produced.</summary>
internal static class TopicReading
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The first records of all partitions, in the order of each.</summary>
    public static List<ConsumeResult<byte[], byte[]>> Read(string bootstrapServers, string topic, int partitions, int count)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = bootstrapServers, GroupId = Guid.NewGuid().ToString("N"), EnableAutoCommit = false,
        };
        using var consumer = new ConsumerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var read = new List<ConsumeResult<byte[], byte[]>>();
        var started = Stopwatch.GetTimestamp();
        while (read.Count < count && Stopwatch.GetElapsedTime(started) < Patience)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is { } record) read.Add(record);
        }

        consumer.Close();
        return read;
    }
}
