using ActorServe.Gateway.Ingest;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Programs.Extensions;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ActorServe.Extensions.Tests;

/// <summary>The extensions as a program finds them beside itself.</summary>
public sealed class ExtensionSpecs
{
    [Fact]
    public void The_one_of_Petabridge_Cmd_is_a_part_of_a_node() =>
        AssertFound(ExtensionAssembly.Find<INodeExtension>(NodeExtensions.PetabridgeCmd));

    [Fact]
    public void The_one_of_Akka_Streams_Kafka_is_a_source() =>
        AssertFound(ExtensionAssembly.Find<ISourceExtension>(ISourceExtension.Assembly));

    [Fact]
    public void An_assembly_without_one_cannot_be_used() => Assert.Contains(
        "it has 0 classes that are ISourceExtension; expected 1",
        ExtensionAssembly.Find<ISourceExtension>(NodeExtensions.PetabridgeCmd).Problem, StringComparison.Ordinal);

    [Fact]
    public void A_source_that_cannot_be_set_up_keeps_only_those_applications_from_running_that_ask_for_it()
    {
        // The reference of its package throws.
        var sources = IngestSources.Find(new AkkaConfigurationBuilder(new ServiceCollection(), "test"));
        var ours = new KafkaConfig { InputTopic = "in", Group = "group" };
        var others = ours with { Source = KafkaSourceKind.AkkaStreamsKafka };

        Assert.Null(sources.Other(ours, null!));
        var missing = Assert.Throws<SourceMissingException>(() => sources.Other(others, null!));
        Assert.Contains(
            "ActorServe.AkkaStreamsKafka.dll cannot be used: it cannot be set up;", missing.Message, StringComparison.Ordinal);
    }

    private static void AssertFound<T>(Extension<T> found)
        where T : class
    {
        Assert.Null(found.Problem);
        Assert.NotNull(found.Part);
    }
}
