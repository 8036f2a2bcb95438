using ActorServe.Gateway.Ingest;
using ActorServe.Shared.Programs.Extensions;

namespace ActorServe.Extensions.Tests;

/// <summary>The extensions as a program finds them beside itself.</summary>
public sealed class ExtensionSpecs
{
    [Fact]
    public void The_one_of_Petabridge_Cmd_is_a_part_of_a_node() => AssertFound(ExtensionAssembly.Find<INodeExtension>(NodeExtensions.PetabridgeCmd));

    [Fact]
    public void The_one_of_Akka_Streams_Kafka_is_a_source() => AssertFound(ExtensionAssembly.Find<ISourceExtension>(ISourceExtension.Assembly));

    [Fact]
    public void An_assembly_without_one_cannot_be_used() => Assert.Contains(
        "it has 0 classes that are ISourceExtension; expected 1",
        ExtensionAssembly.Find<ISourceExtension>(NodeExtensions.PetabridgeCmd).Problem, StringComparison.Ordinal);

    private static void AssertFound<T>(Extension<T> found)
        where T : class
    {
        Assert.Null(found.Problem);
        Assert.NotNull(found.Part);
    }
}
