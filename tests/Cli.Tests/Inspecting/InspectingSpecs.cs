using System.Text.Json;
using ActorServe.Cli.Tests.Control;
using ActorServe.Gateway.Embedded;
using ActorServe.TestSupport;

namespace ActorServe.Cli.Tests.Inspecting;

/// <summary>The commands that look, against a cluster in this process.</summary>
public sealed class InspectingSpecs : IAsyncLifetime, IDisposable
{
    private const string Digits = """
        applications:
          - name: digits
            kafka: { input: { topic: in }, output: { topic: out }, dead_letter: { topic: dlq } }
            deployments:
              - { name: classifier, model: models/digits, num_replicas: 2 }
        """;

    private readonly TestTerminal _terminal = new();
    private readonly TestFolder _folder = new();
    private TestCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(Path.GetDirectoryName(DigitsSample.File)!);
        Assert.Equal(
            ExitCodes.Ok,
            await new TestTerminal().RunAsync(
                "deploy", _folder.Write("digits.yaml", Digits), "--no-wait", "--address", _cluster.Address));
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replicas_are_told_with_their_load_and_their_health() => await Eventually.AssertAsync(async () =>
    {
        var terminal = new TestTerminal();
        Assert.Equal(ExitCodes.Ok, await terminal.RunAsync("replicas", "digits", "--address", _cluster.Address));
        Assert.Equal(2, terminal.Output.Split('\n').Count(line =>
            line.StartsWith("digits/classifier", StringComparison.Ordinal) && line.Contains("RUNNING", StringComparison.Ordinal)
            && line.Contains("  0/", StringComparison.Ordinal) && line.EndsWith("  ok", StringComparison.Ordinal)));
    });

    [Fact]
    public async Task Replicas_are_told_in_json() => await Eventually.AssertAsync(async () =>
    {
        var terminal = new TestTerminal();
        await terminal.RunAsync("replicas", "--json", "--address", _cluster.Address);
        using var json = JsonDocument.Parse(terminal.Output);
        Assert.Equal([0, 0], json.RootElement.EnumerateArray().Select(r => r.GetProperty("ongoing_rows").GetInt32()));
    });

    [Fact]
    public async Task A_lag_that_nobody_can_tell_is_not_told_as_none()
    {
        Assert.Equal(ExitCodes.Ok, await AskAsync("lag"));

        Assert.Equal("digits: no gateway has partitions of in\n", _terminal.Output);
    }

    [Fact]
    public async Task A_broker_that_is_named_is_asked_for_every_partition()
    {
        await using var broker = EmbeddedBroker.Start();
        broker.CreateTopic("in", 2);
        Assert.Equal(
            ExitCodes.Ok, await new TestTerminal().RunAsync("produce", "in", "one", "--key", "k", "--kafka", broker.BootstrapServers));

        Assert.Equal(ExitCodes.Ok, await AskAsync("lag", "digits", "--json", "--kafka", broker.BootstrapServers));

        using var json = JsonDocument.Parse(_terminal.Output);
        Assert.Equal([0, 1], json.RootElement.EnumerateArray().Select(p => p.GetProperty("partition").GetInt32()));
        Assert.Equal(1, json.RootElement.EnumerateArray().Sum(p => p.GetProperty("end").GetInt32()));
        Assert.All(json.RootElement.EnumerateArray(), p => Assert.Equal(JsonValueKind.Null, p.GetProperty("gateway").ValueKind));
    }

    [Fact]
    public async Task Topics_are_told_by_what_they_are_for_and_one_that_is_missing_as_that()
    {
        await using var broker = EmbeddedBroker.Start();
        broker.CreateTopic("in", 3);
        broker.CreateTopic("out", 1);
        Assert.Equal(ExitCodes.Ok, await new TestTerminal().RunAsync("produce", "in", "one", "--kafka", broker.BootstrapServers));

        Assert.Equal(ExitCodes.Ok, await AskAsync("topics", "--kafka", broker.BootstrapServers));

        var lines = _terminal.Output.Split('\n');
        Assert.Matches("^digits +input +in +3 +1 +1 +1 ", lines[1]);
        Assert.Matches("^digits +output +out +1 +0 +0 +1 ", lines[2]);
        Assert.Matches("^digits +dead letters +dlq +missing$", lines[3]);
    }

    [Fact]
    public async Task Top_prints_plain_lines_where_there_is_no_screen()
    {
        Assert.Equal(ExitCodes.Ok, await AskAsync("top", "--once", "--interval", "0.1"));

        Assert.Matches(@"127\.0\.0\.1:\d+ +gateway,replica,seed \(controller\) +up", _terminal.RawText);
        Assert.Contains("\ndigits:\n", _terminal.RawText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_prints_an_object_a_line()
    {
        Assert.Equal(ExitCodes.Ok, await AskAsync("top", "--once", "--json", "--interval", "0.1"));

        using var json = JsonDocument.Parse(Assert.Single(_terminal.RawText.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal("digits", json.RootElement.GetProperty("applications")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Dead_letters_of_an_application_are_those_of_its_input()
    {
        await using var broker = EmbeddedBroker.Start();
        broker.CreateTopic("dlq", 1);
        foreach (var topic in (string[])["in", "elsewhere"])
            Assert.Equal(ExitCodes.Ok, await new TestTerminal().RunAsync(
                "produce", "dlq", "x", "--header", $"actorserve-source={topic}/0/1", "--kafka", broker.BootstrapServers));

        Assert.Equal(ExitCodes.Ok, await AskAsync("dead-letters", "list", "digits", "--kafka", broker.BootstrapServers));

        Assert.Contains("in/0/1", _terminal.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere/0/1", _terminal.Output, StringComparison.Ordinal);
    }

    private Task<int> AskAsync(params string[] args) => _terminal.RunAsync([.. args, "--address", _cluster.Address]);
}
