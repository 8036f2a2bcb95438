using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Ingest.Client;

namespace ActorServe.AkkaStreamsKafka;

/// <summary>The client properties of the package's consumer: those of ours, but for what only ours can live with. Pure.</summary>
internal static class StreamConsumerProperties
{
    /// <summary>All properties of the consumer of one application.</summary>
    public static Dictionary<string, string> Of(IngestSettings settings)
    {
        var properties = ConsumerProperties.Of(settings);
        // Its stages were made for partitions that all go and come at once, and look at a record's topic.
        if (!settings.Kafka.Properties.ContainsKey("partition.assignment.strategy")) properties.Remove("partition.assignment.strategy");
        properties.Remove("dotnet.consumer.consume.result.fields");
        // It commits what it is told to, when it is told to.
        properties["enable.auto.commit"] = "false";
        properties.Remove("auto.commit.interval.ms");
        // A partition without a committed offset has no other start here: nobody looks it up.
        properties["auto.offset.reset"] = "earliest";
        return properties;
    }
}
