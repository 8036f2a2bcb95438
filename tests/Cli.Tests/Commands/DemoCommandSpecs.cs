using ActorServe.Gateway.Embedded;
using Confluent.Kafka;

namespace ActorServe.Cli.Tests.Commands;

public sealed class DemoCommandSpecs
{
    private const short FetchRequest = 1;

    [Fact]
    public async Task Every_digit_that_goes_in_comes_out_once_as_the_model_says()
    {
        var terminal = new TestTerminal();

        var ended = await terminal.RunAsync("demo", "--seconds", "5", "--rate", "200");

        Assert.True(ended == ExitCodes.Ok, terminal.All);
        Assert.Contains("missing 0, twice 0, not as the model says 0", terminal.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', terminal.All);
    }

    [Fact]
    public async Task It_ends_when_its_results_cannot_be_read_any_more()
    {
        await using var broker = EmbeddedBroker.Start();
        foreach (var topic in (string[])["digits.requests", "digits.results", "digits.dlq"]) broker.CreateTopic(topic, 1);
        var terminal = new TestTerminal();
        var demo = terminal.RunAsync("demo", "--kafka", broker.BootstrapServers);
        await terminal.SaysAsync(" in, ", demo);

        broker.FailRequests(FetchRequest, Enumerable.Repeat(ErrorCode.TopicAuthorizationFailed, 100).ToArray());

        var ended = await demo.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.True(
            ended == ExitCodes.Failed && terminal.Error.Contains("error: results cannot be read: ", StringComparison.Ordinal),
            terminal.All);
    }
}
