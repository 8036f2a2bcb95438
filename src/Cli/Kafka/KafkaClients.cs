using System.Globalization;
using ActorServe.Gateway;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ActorServe.Cli.Kafka;

/// <summary>Clients for the plain commands, which give up when a broker does not answer; pipelines have their own, which wait.</summary>
internal static class KafkaClients
{
    /// <summary>How long a broker may take to answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>
    /// A producer. It is idempotent: what is sent again, because its acknowledgement was lost, is there once and in its order all the same.
    /// </summary>
    /// <param name="connection">The broker.</param>
    /// <param name="log">What it complains of.</param>
    /// <param name="linger">How long it waits for more records of a batch, in milliseconds.</param>
    /// <param name="isAlone">Each record is a batch of its own: what a broker refuses takes no other with it.</param>
    public static IProducer<byte[]?, byte[]?> Producer(KafkaConnection connection, ClientLog log, int linger, bool isAlone = false)
    {
        var config = new ProducerConfig(Own(connection))
        {
            BootstrapServers = connection.BootstrapServers,
            Acks = Acks.All,
            EnableIdempotence = true,
            LingerMs = linger,
            Partitioner = Partitioner.Murmur2Random,
            MessageMaxBytes = KafkaConnection.MaxRecordBytes,
            MessageTimeoutMs = (int)Patience.TotalMilliseconds,
        };
        // Batches of one record are slow: with more of them before it one could wait in the client's queue for longer than it may.
        if (isAlone) (config.BatchNumMessages, config.QueueBufferingMaxMessages) = (1, 1_000);
        return new ProducerBuilder<byte[]?, byte[]?>(config)
            .SetKeySerializer(Serializers.ByteArray!)
            .SetValueSerializer(Serializers.ByteArray!)
            .SetLogHandler(log.Hear)
            .SetErrorHandler(log.Hear)
            .Build();
    }

    /// <summary>A consumer without a group, to be assigned by hand; it says where partitions end.</summary>
    /// <param name="connection">The broker.</param>
    /// <param name="log">What it complains of.</param>
    /// <param name="fields">Fields of a record beside key and value that are wanted.</param>
    /// <param name="group">The group whose offsets it may ask for; it never joins one.</param>
    public static IConsumer<byte[]?, byte[]?> Consumer(
        KafkaConnection connection, ClientLog log, string fields = "all", string group = "actorserve-consume") =>
        new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig(Own(connection))
            {
                BootstrapServers = connection.BootstrapServers,
                GroupId = group,
                EnableAutoCommit = false,
                EnableAutoOffsetStore = false,
                EnablePartitionEof = true,
                AutoOffsetReset = AutoOffsetReset.Earliest,
                FetchQueueBackoffMs = 20,
                ConsumeResultFields = fields,
                MessageMaxBytes = KafkaConnection.MaxRecordBytes,
            })
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetLogHandler(log.Hear)
            .SetErrorHandler(log.Hear)
            .Build();

    /// <summary>A client that asks about topics and makes them.</summary>
    public static IAdminClient Admin(KafkaConnection connection, ClientLog log) =>
        new AdminClientBuilder(new AdminClientConfig(Own(connection)) { BootstrapServers = connection.BootstrapServers })
            .SetLogHandler(log.Hear)
            .SetErrorHandler(log.Hear)
            .Build();

    /// <summary>The partitions of a topic; none where there is no such topic. Never makes one.</summary>
    /// <exception cref="CommandFailedException">No broker answers.</exception>
    public static IReadOnlyList<TopicPartition> PartitionsOf(KafkaConnection connection, string topic)
    {
        var found = Ask(connection).Topics.FirstOrDefault(t => t.Topic == topic);
        return found is null
            ? []
            : [.. found.Partitions.Select(p => new TopicPartition(topic, p.PartitionId)).OrderBy(p => p.Partition.Value)];
    }

    /// <summary>
    /// What a broker says of itself and all topics: asking for one by name makes it where brokers make topics by themselves.
    /// </summary>
    /// <exception cref="CommandFailedException">No broker answers.</exception>
    public static Metadata Ask(KafkaConnection connection)
    {
        var log = new ClientLog();
        using var admin = Admin(connection, log);
        try
        {
            return admin.GetMetadata(Patience);
        }
        catch (KafkaException unreachable)
        {
            throw new CommandFailedException(
                $"cannot reach Kafka at {connection}: {log.Last ?? unreachable.Error.Reason}", ExitCodes.Failed, unreachable);
        }
    }

    /// <summary>
    /// Makes a topic with the broker's own defaults; one that another made in between is as good. A broker that makes topics by itself only
    /// (librdkafka's) makes it at the first record.
    /// </summary>
    /// <exception cref="CommandFailedException">The broker refuses.</exception>
    public static async Task CreateAsync(KafkaConnection connection, string topic)
    {
        using var admin = Admin(connection, new ClientLog());
        try
        {
            await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = -1, ReplicationFactor = -1 }]);
        }
        catch (KafkaException refused) when (refused.Error.Code is ErrorCode.Local_UnsupportedFeature or ErrorCode.UnsupportedVersion)
        {
            // It has no such request.
        }
        catch (KafkaException refused)
        {
            var error = refused is CreateTopicsException { Results: [var result, ..] } ? result.Error : refused.Error;
            if (error.Code == ErrorCode.TopicAlreadyExists) return;

            throw new CommandFailedException($"the topic {topic} cannot be made: {error.Reason}", ExitCodes.Failed, refused);
        }
    }

    /// <summary>The topic's <c>max.message.bytes</c>; null where the broker does not say.</summary>
    public static async Task<long?> MostBytesAsync(KafkaConnection connection, string topic)
    {
        using var admin = Admin(connection, new ClientLog());
        try
        {
            var described = await admin.DescribeConfigsAsync(
                [new ConfigResource { Type = ResourceType.Topic, Name = topic }], new DescribeConfigsOptions { RequestTimeout = Patience });
            return described[0].Entries.TryGetValue("max.message.bytes", out var entry)
                && long.TryParse(entry.Value, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> Own(KafkaConnection connection) =>
        new(connection.Properties) { ["reconnect.backoff.max.ms"] = "1000" };
}
