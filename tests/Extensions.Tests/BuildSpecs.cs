using System.Text.Json;
using ActorServe.TestSupport.Processes;

namespace ActorServe.Extensions.Tests;

/// <summary>The property that asks for the source of Akka.Streams.Kafka, which is built against the gateway.</summary>
public sealed class BuildSpecs
{
    private const string Asked = "-p:AkkaStreamsKafka=true";

    [Fact]
    public async Task A_gateway_cannot_be_built_with_it_and_says_what_to_build_instead()
    {
        // The one target that looks at it: a build would take minutes.
        var (exitCode, output, _) = await BuildAsync("src/Gateway", Asked, "-t:RefuseAkkaStreamsKafka");

        Assert.Equal(1, exitCode);
        Assert.Contains("build extensions/AkkaStreamsKafka instead", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_without_it_is_not_refused()
    {
        var (exitCode, output, _) = await BuildAsync("src/Gateway", "-t:RefuseAkkaStreamsKafka");

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task The_command_takes_the_extension_along_and_does_not_hand_the_property_on_to_the_gateway()
    {
        var (exitCode, output, _) = await BuildAsync("src/Cli", Asked, "-getItem:ProjectReference");

        Assert.True(exitCode == 0, output);
        using var items = JsonDocument.Parse(output);
        var references = items.RootElement.GetProperty("Items").GetProperty("ProjectReference").EnumerateArray().ToList();
        Assert.Contains(references, reference => NameOf(reference) == "AkkaStreamsKafka");
        var gateway = Assert.Single(references, reference => NameOf(reference) == "Gateway");
        Assert.Contains("AkkaStreamsKafka", gateway.GetProperty("GlobalPropertiesToRemove").GetString()!.Split(';'));
    }

    private static string? NameOf(JsonElement reference) => reference.GetProperty("Filename").GetString();

    private static Task<(int ExitCode, string Output, string Error)> BuildAsync(params string[] arguments) =>
        new Shell().TryAsync("dotnet", ["msbuild", "-nologo", "-nodeReuse:false", .. arguments]);
}
