using System.Reflection;
using System.Text;
using ActorServe.Deployments;
using ActorServe.Shared.Configuration;
using ActorServe.TestSupport;

namespace ActorServe.Cli.Tests;

/// <summary>What the samples need of the build.</summary>
public sealed class SampleSpecs
{
    [Fact]
    public void The_digits_sample_lies_beside_the_program()
    {
        var result = ApplicationFileReader.Read(Path.Combine(AppContext.BaseDirectory, "samples/digits/digits.yaml"));

        Assert.Empty(result.Problems);
        Assert.True(File.Exists(Path.Combine(result.Config!.Applications[0].Deployments[0].Model!, "1/model.onnx")));
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, "samples/digits/samples.jsonl")));
    }

    [Fact]
    public async Task The_toy_sample_is_built_with_the_program_and_answers()
    {
        var import = ApplicationFileReader.Read(RepositoryFolder.File("samples/toy/toy.yaml"))
            .Config!.Applications[0].Deployments[0].ImportPath!;
        var colon = import.LastIndexOf(':');
        var toy = (IDeployment)Activator.CreateInstance(
            Assembly.LoadFrom(import[..colon]).GetType(import[(colon + 1)..], throwOnError: true)!)!;

        var result = await toy.InferAsync(
            new DeploymentRequest { Value = "From Kafka to Ray"u8.ToArray() }, TestContext.Current.CancellationToken);

        Assert.Equal("predicted: From Kafka to Ray", Encoding.UTF8.GetString(result[0].Value.Span));
    }

    [Fact]
    public async Task The_toy_sample_runs_as_its_README_says()
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var (terminal, asking) = (new TestTerminal(), new TestTerminal());
        var run = terminal.RunAsync(stopping.Token, "run", RepositoryFolder.File("samples/toy/toy.yaml"), "--http", "off");
        await terminal.SaysAsync("ready: toy: ray-topic -> ray-results, dead letters to ray-dlq, group ray-group", run);
        var address = terminal.Output.Split("embedded broker at ")[1].Split(": ")[0];

        Assert.Equal(ExitCodes.Ok, await asking.RunAsync("produce", "ray-topic", "From Kafka to Ray", "--kafka", address));
        Assert.Equal(
            ExitCodes.Ok, await asking.RunAsync("consume", "ray-results", "--from", "beginning", "--count", "1", "--kafka", address));
        await stopping.CancelAsync();

        Assert.Equal("predicted: From Kafka to Ray\n", asking.RawText);
        Assert.True(await run == ExitCodes.Ok, terminal.All);
    }
}
