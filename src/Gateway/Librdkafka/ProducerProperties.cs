using System.Collections.Immutable;
using ActorServe.Gateway.Produce;

namespace ActorServe.Gateway.Librdkafka;

/// <summary>The properties of a producer: what was configured, and over it what the guarantee needs.</summary>
internal static class ProducerProperties
{
    // Every record is acknowledged by all replicas in sync, in order and once, however long the broker is away.
    private static readonly ImmutableDictionary<string, string> Guarantee = new Dictionary<string, string>
    {
        ["enable.idempotence"] = "true",
        ["acks"] = "all",
        ["message.timeout.ms"] = "0",
        ["partitioner"] = "murmur2_random",
        ["queue.buffering.max.messages"] = "100000",
        ["queue.buffering.max.kbytes"] = "1048576",
        ["delivery.report.only.error"] = "false",
        ["log.queue"] = "true",
    }.ToImmutableDictionary();

    // A dead letter is its record and why it is there: one that could be read must not be too large for its own headers.
    private const int RoomForHeaders = 16 << 10;

    // Records are fed in batches, so waiting for more only costs time. The client's own 10 s between two attempts would stretch an outage.
    private static readonly ImmutableDictionary<string, string> Defaults = new Dictionary<string, string>
    {
        ["linger.ms"] = "0",
        ["message.max.bytes"] = (KafkaConnection.MaxRecordBytes + RoomForHeaders)
            .ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["reconnect.backoff.max.ms"] = "1000",
    }.ToImmutableDictionary();

    /// <summary>The properties of one producer.</summary>
    /// <param name="connection">How the process reaches the broker.</param>
    /// <param name="application">What the application asks for; it cannot undo the guarantee.</param>
    /// <param name="packing">How records are packed.</param>
    public static ImmutableDictionary<string, string> For(
        KafkaConnection connection, ImmutableDictionary<string, string> application, Packing packing)
    {
        var properties = Defaults
            .SetItems(application.Where(IsOfTheClient))
            .SetItems(connection.Properties.Where(IsOfTheClient))
            .SetItem("bootstrap.servers", connection.BootstrapServers)
            .SetItems(Guarantee);
        return packing == Packing.Alone ? properties.SetItem("batch.num.messages", "1") : properties;
    }

    // These are Confluent.Kafka's own, which librdkafka does not know.
    private static bool IsOfTheClient(KeyValuePair<string, string> property) =>
        !property.Key.StartsWith("dotnet.", StringComparison.Ordinal);
}
