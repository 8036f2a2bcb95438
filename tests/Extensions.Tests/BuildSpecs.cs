using System.Diagnostics;
using ActorServe.TestSupport;

namespace ActorServe.Extensions.Tests;

/// <summary>The property that asks for the source of Akka.Streams.Kafka, which is built against the gateway.</summary>
public sealed class BuildSpecs
{
    [Fact]
    public async Task A_gateway_cannot_be_built_with_it_and_says_what_to_build_instead()
    {
        var (exitCode, output) = await RefuseAsync("src/Gateway", "-p:AkkaStreamsKafka=true");

        Assert.Equal(1, exitCode);
        Assert.Contains("build extensions/AkkaStreamsKafka instead", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("src/Gateway")]
    [InlineData("src/Cli", "-p:AkkaStreamsKafka=true")]
    public async Task Nothing_else_is_refused(params string[] arguments)
    {
        var (exitCode, output) = await RefuseAsync(arguments);

        Assert.True(exitCode == 0, output);
    }

    // The one target that looks at it: a build would take minutes.
    private static async Task<(int ExitCode, string Output)> RefuseAsync(params string[] arguments)
    {
        string[] command = ["msbuild", "-nologo", "-nodeReuse:false", "-t:RefuseAkkaStreamsKafka", .. arguments];
        var start = new ProcessStartInfo("dotnet", command) { RedirectStandardOutput = true, WorkingDirectory = RepositoryFolder.Root };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
