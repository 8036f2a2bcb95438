using System.Diagnostics;

namespace ActorServe.Gateway.Tracing;

/// <summary>Where a gateway's spans come from, and what those of messaging have in common.</summary>
internal static class GatewaySpans
{
    /// <summary>Its name, for whoever listens.</summary>
    public const string SourceName = "ActorServe.Gateway";

    public const string DestinationName = "messaging.destination.name";
    public const string BodySize = "messaging.message.body.size";
    public const string Offset = "messaging.kafka.offset";
    public const string ConsumerGroup = "messaging.consumer.group.name";

    /// <summary>Of all gateways of a process: sources have no owner.</summary>
    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>What a span says of an operation on a topic.</summary>
    public static List<KeyValuePair<string, object?>> Messaging(string operation, string topic) =>
    [
        new("messaging.system", "kafka"),
        new("messaging.operation.name", operation),
        new("messaging.operation.type", operation),
        new(DestinationName, topic),
    ];
}
