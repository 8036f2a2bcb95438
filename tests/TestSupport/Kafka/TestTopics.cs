using System.Buffers.Binary;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ActorServe.TestSupport.Kafka;

/// <summary>A record as a test reads it.</summary>
public readonly record struct ReadRecord(int Partition, long Offset, byte[]? Key, byte[] Value, string? Source)
{
    /// <summary>The partition and offset that the <c>actorserve</c> header names.</summary>
    public (int Partition, long Offset) SourceOffset
    {
        get
        {
            var parts = Source!.Split('/');
            return (int.Parse(parts[^2], System.Globalization.CultureInfo.InvariantCulture),
                long.Parse(parts[^1], System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}

/// <summary>Topics of a test: made, filled and read with the plain client.</summary>
public sealed class TestTopics(string bootstrapServers)
{
    /// <summary>Makes topics with so many partitions, and waits until each has a leader that knows it.</summary>
    public async Task CreateAsync(int partitions, params string[] names)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        await admin.CreateTopicsAsync(
            names.Select(n => new TopicSpecification { Name = n, NumPartitions = partitions, ReplicationFactor = 1 }));
        foreach (var name in names) _ = EndOffsets(name);
    }

    /// <summary>Sets limits of a topic, as <c>max.message.bytes</c>.</summary>
    public async Task LimitAsync(string topic, params (string Name, string Value)[] limits)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        var entries = limits.Select(limit => new ConfigEntry
        {
            Name = limit.Name, Value = limit.Value, IncrementalOperation = AlterConfigOpType.Set,
        });
        await admin.IncrementalAlterConfigsAsync(
            new() { [new ConfigResource { Type = ResourceType.Topic, Name = topic }] = [.. entries] });
    }

    /// <summary>
    /// Produces records round robin over the partitions, each with the value that <paramref name="value"/> gives for its number.
    /// </summary>
    public void Fill(string topic, int partitions, int count, Func<int, byte[]> value, Func<int, byte[]?>? key = null, int from = 0)
    {
        using var producer = Producer();
        for (var i = from; i < from + count; i++)
        {
            var message = new Message<byte[]?, byte[]> { Key = key?.Invoke(i), Value = value(i) };
            ProduceWaiting(producer, new TopicPartition(topic, i % partitions), message);
        }

        producer.Flush(TimeSpan.FromMinutes(2));
    }

    /// <summary>A plain producer for big runs.</summary>
    public IProducer<byte[]?, byte[]> Producer() => new ProducerBuilder<byte[]?, byte[]>(new ProducerConfig
    {
        BootstrapServers = bootstrapServers, Acks = Acks.All, EnableIdempotence = true, LingerMs = 20, MessageMaxBytes = 8 << 20,
        QueueBufferingMaxMessages = 1_000_000, QueueBufferingMaxKbytes = 1 << 18, DeliveryReportFields = "none",
    }).Build();

    /// <summary>Produces, and waits while the client's queue is full.</summary>
    public static void ProduceWaiting(IProducer<byte[]?, byte[]> producer, TopicPartition to, Message<byte[]?, byte[]> message)
    {
        while (true)
        {
            try
            {
                producer.Produce(to, message);
                return;
            }
            catch (ProduceException<byte[]?, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    /// <summary>
    /// Reads a topic from its beginning until <paramref name="enough"/> says so, or throws after <paramref name="patience"/> without it.
    /// </summary>
    public List<ReadRecord> ReadUntil(string topic, Func<List<ReadRecord>, bool> enough, TimeSpan patience)
    {
        using var consumer = Reader(topic);
        var records = new List<ReadRecord>();
        var end = TimeProvider.System.GetTimestamp() + (long)(patience.TotalSeconds * TimeProvider.System.TimestampFrequency);
        while (!enough(records))
        {
            if (TimeProvider.System.GetTimestamp() > end) throw new TimeoutException($"{topic}: {records.Count} records after {patience}");
            for (var result = consumer.Consume(200); result is not null; result = consumer.Consume(0)) records.Add(ToRead(result));
        }

        return records;
    }

    /// <summary>Reads all that a topic has now.</summary>
    public List<ReadRecord> ReadAll(string topic)
    {
        var end = EndOffsets(topic).Sum();
        return ReadUntil(topic, r => r.Count >= end, TimeSpan.FromMinutes(2));
    }

    /// <summary>The end offset of each partition.</summary>
    public long[] EndOffsets(string topic)
    {
        using var consumer = Reader(null);
        return Answered(
            () => Partitions(topic).Select(p => consumer.QueryWatermarkOffsets(p, TimeSpan.FromSeconds(20)).High.Value).ToArray());
    }

    /// <summary>What a group has committed for each partition; -1 where nothing.</summary>
    public long[] Committed(string topic, string group)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = group }).Build();
        return Answered(() =>
            consumer.Committed(Partitions(topic), TimeSpan.FromSeconds(20))
                .Select(o => o.Offset.IsSpecial ? -1 : o.Offset.Value).ToArray());
    }

    /// <summary>Waits until a group is in this state and, where a number is given, so many of its members have partitions.</summary>
    public async Task GroupIsAsync(string group, ConsumerGroupState state, TimeSpan patience, int? readers = null)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        await Eventually.AssertAsync(
            async () =>
            {
                var now = (await admin.DescribeConsumerGroupsAsync([group])).ConsumerGroupDescriptions[0];
                if (now.State != state) throw new InvalidOperationException($"{group} is {now.State}, not {state}");
                var reading = now.Members.Count(member => member.Assignment.TopicPartitions.Count > 0);
                if (readers is { } wanted && reading != wanted)
                    throw new InvalidOperationException($"{reading} members of {group} read, not {wanted}");
            },
            patience);
    }

    /// <summary>A little-endian number as a value.</summary>
    public static byte[] Number(long value, int size = 8)
    {
        var bytes = new byte[size];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    /// <summary>A topic that was just made, or a broker that just started, may not be led yet: asked again until it is.</summary>
    private static T Answered<T>(Func<T> ask)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return ask();
            }
            catch (KafkaException) when (TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(40))
            {
                // The next question tells; a broker may say at once that it does not know.
                Thread.Sleep(20);
            }
        }
    }

    private IEnumerable<TopicPartition> Partitions(string topic)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        var metadata = admin.GetMetadata(topic, TimeSpan.FromSeconds(20)).Topics[0];
        // Of a topic that was just made a broker may not know anything yet: no partition of it would look like nothing to wait for.
        if (metadata.Error.IsError) throw new KafkaException(metadata.Error);
        if (metadata.Partitions.Count == 0) throw new KafkaException(ErrorCode.UnknownTopicOrPart);
        return [.. metadata.Partitions.Select(p => new TopicPartition(topic, p.PartitionId)).OrderBy(p => p.Partition.Value)];
    }

    private IConsumer<byte[]?, byte[]> Reader(string? topic)
    {
        var consumer = new ConsumerBuilder<byte[]?, byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers, GroupId = $"reader-{Guid.NewGuid():N}", EnableAutoCommit = false, FetchQueueBackoffMs = 20,
            MaxPartitionFetchBytes = 8 << 20,
        }).Build();
        if (topic is not null)
            consumer.Assign(Answered(() => Partitions(topic)).Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        return consumer;
    }

    private static ReadRecord ToRead(ConsumeResult<byte[]?, byte[]> result) =>
        new(result.Partition.Value, result.Offset.Value, result.Message.Key, result.Message.Value ?? [], SourceOf(result.Message.Headers));

    private static string? SourceOf(Headers? headers)
    {
        if (headers is null || !headers.TryGetLastBytes("actorserve", out var bytes)) return null;
        var text = Encoding.UTF8.GetString(bytes);
        return text.Split(';').FirstOrDefault(p => p.StartsWith("source=", StringComparison.Ordinal))?["source=".Length..];
    }
}
