using System.Globalization;
using ActorServe.Shared.Configuration;

namespace ActorServe.Gateway.Ingest.Client;

/// <summary>
/// The client properties of a consumer: our defaults, then the application's, then the process's, then what the guarantee rests on.
/// </summary>
internal static class ConsumerProperties
{
    private static readonly Dictionary<string, string> Defaults = new()
    {
        ["partition.assignment.strategy"] = "cooperative-sticky",
        ["session.timeout.ms"] = ClientDefaults.SessionTimeout.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
        ["heartbeat.interval.ms"] = "1000",
        // The client's own defaults leave a fast consumer waiting half of the time.
        ["fetch.queue.backoff.ms"] = "20",
        ["queued.min.messages"] = "20000",
        ["queued.max.messages.kbytes"] = "16384",
        // What is cut off at the end of a fetch comes again whole: of records of 600 KB a fetch of the client's own 1 MiB has one, and the
        // rest is waste.
        ["max.partition.fetch.bytes"] = "2097152",
        ["message.max.bytes"] = KafkaConnection.MaxRecordBytes.ToString(),
    };

    private static readonly TimeSpan PromptAnswer = TimeSpan.FromMilliseconds(500);

    // The client's own default.
    private static readonly TimeSpan ClientFetchWait = TimeSpan.FromMilliseconds(500);

    // Below what makes a thread silent to others, whatever was asked for.
    private static readonly TimeSpan LongestFetchWait = TimeSpan.FromSeconds(2);

    // KIP-848: the broker decides these, and the client refuses them.
    private static readonly string[] ClassicOnly = ["partition.assignment.strategy", "session.timeout.ms", "heartbeat.interval.ms"];

    /// <summary>All properties of the consumer of one application.</summary>
    public static Dictionary<string, string> Of(IngestSettings settings)
    {
        var properties = new Dictionary<string, string>(Defaults) { ["client.id"] = $"actorserve-{settings.Application}" };
        foreach (var (name, value) in settings.Kafka.Properties) properties[name] = value;
        foreach (var (name, value) in settings.Connection.Properties) properties[name] = value;
        if (properties.GetValueOrDefault("group.protocol") == "consumer") RemoveClassic(properties, settings.Kafka);
        Insist(properties, settings);
        return properties;
    }

    /// <summary>
    /// How long the answer to a question is waited for, on the thread that polls, where everything else waits meanwhile. A broker answers
    /// the requests of a connection one by one, and so this one only after a fetch that waits for records.
    /// </summary>
    public static TimeSpan AnswerTimeout(IReadOnlyDictionary<string, string> properties)
    {
        var wait = FetchWait(properties);
        return PromptAnswer + (wait < LongestFetchWait ? wait : LongestFetchWait);
    }

    private static TimeSpan FetchWait(IReadOnlyDictionary<string, string> properties) =>
        properties.TryGetValue("fetch.wait.max.ms", out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var wait)
            ? TimeSpan.FromMilliseconds(wait)
            : ClientFetchWait;

    private static void RemoveClassic(Dictionary<string, string> properties, KafkaConfig kafka)
    {
        // What the file itself names stays, so that the client says that it cannot be.
        foreach (var name in ClassicOnly.Where(name => !kafka.Properties.ContainsKey(name))) properties.Remove(name);
    }

    private static void Insist(Dictionary<string, string> properties, IngestSettings settings)
    {
        properties["bootstrap.servers"] = settings.Connection.BootstrapServers;
        properties["group.id"] = settings.Kafka.Group;
        properties["enable.auto.commit"] = "true";
        properties["auto.commit.interval.ms"] = "1000";
        properties["enable.auto.offset.store"] = "false";
        properties["enable.partition.eof"] = "false";
        properties["auto.offset.reset"] = "error";
        properties["isolation.level"] = "read_committed";
        // Its topic is known; each field that is not asked for is saved once a record.
        properties["dotnet.consumer.consume.result.fields"] = "headers,timestamp";
    }
}
