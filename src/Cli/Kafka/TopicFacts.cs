using System.Globalization;
using ActorServe.Gateway;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ActorServe.Cli.Kafka;

/// <summary>What a broker says of a topic.</summary>
/// <param name="Topic">Its name.</param>
/// <param name="Partitions">How many it has; 0 where there is no such topic.</param>
/// <param name="Replication">On how many brokers each is.</param>
/// <param name="Records">
/// Offsets that it has, from the first to the end; a compacted topic and one that transactions write to have fewer records. Null where that
/// is not known.
/// </param>
/// <param name="Written">Offsets that it ever had; null where that is not known.</param>
/// <param name="RetentionMs">For how long records are kept; -1 for ever, null where that is not known.</param>
/// <param name="Cleanup">What becomes of older ones: <c>delete</c> or <c>compact</c>; null where that is not known.</param>
internal sealed record TopicFacts(
    string Topic, int Partitions, int Replication, long? Records, long? Written, long? RetentionMs, string? Cleanup)
{
    private const string RetentionKey = "retention.ms";
    private const string CleanupKey = "cleanup.policy";

    /// <summary>It is there.</summary>
    public bool Exists => Partitions > 0;

    /// <summary>Asks about topics, and makes none.</summary>
    /// <exception cref="CommandFailedException">No broker answers.</exception>
    public static async Task<IReadOnlyDictionary<string, TopicFacts>> AskAsync(
        KafkaConnection connection, IReadOnlyCollection<string> topics, CancellationToken stopping)
    {
        var known = KafkaClients.Ask(connection).Topics.Where(t => topics.Contains(t.Topic) && t.Partitions.Count > 0)
            .ToDictionary(t => t.Topic);
        var settings = await SettingsAsync(connection, known.Keys).WaitAsync(stopping);
        using var consumer = KafkaClients.Consumer(connection, new ClientLog());
        var facts = new Dictionary<string, TopicFacts>();
        foreach (var topic in topics.Distinct())
        {
            stopping.ThrowIfCancellationRequested();
            facts[topic] = known.TryGetValue(topic, out var found)
                ? Of(consumer, found, settings.GetValueOrDefault(topic)) : new TopicFacts(topic, 0, 0, null, null, null, null);
        }

        return facts;
    }

    private static TopicFacts Of(IConsumer<byte[]?, byte[]?> consumer, TopicMetadata topic, Dictionary<string, ConfigEntryResult>? settings)
    {
        var ends = Ends(consumer, topic);
        return new TopicFacts(
            topic.Topic, topic.Partitions.Count, topic.Partitions.Min(p => p.Replicas.Length), ends?.Records, ends?.Written,
            settings is not null && settings.TryGetValue(RetentionKey, out var retention)
                && long.TryParse(retention.Value, CultureInfo.InvariantCulture, out var ms) ? ms : null,
            settings is not null && settings.TryGetValue(CleanupKey, out var cleanup) ? cleanup.Value : null);
    }

    // A partition without a leader does not answer: its topic's numbers are then not known, and the others' are.
    private static (long Records, long Written)? Ends(IConsumer<byte[]?, byte[]?> consumer, TopicMetadata topic)
    {
        try
        {
            var ranges = topic.Partitions.Select(p => new TopicPartition(topic.Topic, p.PartitionId))
                .Select(partition => consumer.QueryWatermarkOffsets(partition, KafkaClients.Patience)).ToList();
            return (ranges.Sum(r => r.High.Value - r.Low.Value), ranges.Sum(r => r.High.Value));
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    private static async Task<Dictionary<string, Dictionary<string, ConfigEntryResult>>> SettingsAsync(
        KafkaConnection connection, IEnumerable<string> topics)
    {
        using var admin = KafkaClients.Admin(connection, new ClientLog());
        ConfigResource[] asked = [.. topics.Select(topic => new ConfigResource { Type = ResourceType.Topic, Name = topic })];
        if (asked.Length == 0) return [];

        try
        {
            var described = await admin.DescribeConfigsAsync(asked, new DescribeConfigsOptions { RequestTimeout = KafkaClients.Patience });
            return described.ToDictionary(d => d.ConfigResource.Name, d => d.Entries);
        }
        catch (KafkaException)
        {
            // It has no such request, or there is no right to ask: what is not known is shown as that.
            return [];
        }
    }
}
