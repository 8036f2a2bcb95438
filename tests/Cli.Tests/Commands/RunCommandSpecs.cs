using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using ActorServe.Cli.Serving;
using ActorServe.Gateway.Embedded;

namespace ActorServe.Cli.Tests.Commands;

public sealed class RunCommandSpecs : IDisposable
{
    private readonly TestTerminal _terminal = new();
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_served_on_the_embedded_broker_until_it_is_stopped()
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var run = _terminal.RunAsync(stopping.Token, "run", DigitsSample.File);

        await _terminal.SaysAsync("ready: digits: digits.requests -> digits.results, dead letters to digits.dlq, group digits", run);
        await _terminal.SaysAsync("digits: running, 1 replica; 0 in, 0 out", run);
        var door = Regex.Match(_terminal.Output, "POST (http://127.0.0.1:[0-9]+/digits)").Groups[1].Value;
        using var client = new HttpClient();
        using var answer = await client.PostAsync(
            new Uri(door), new StringContent(DigitsSample.Line, Encoding.UTF8, "application/json"), stopping.Token);
        await stopping.CancelAsync();

        Assert.True(await run == ExitCodes.Ok, _terminal.All);
        Assert.Contains("embedded broker at 127.0.0.1:", _terminal.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("{\"label\":", await answer.Content.ReadAsStringAsync(CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_was_asked_for_and_is_taken_ends_the_run()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = taken.LocalEndpoint.ToString()!;

        Assert.True(await _terminal.RunAsync("run", DigitsSample.File, "--http", address) == ExitCodes.Failed, _terminal.All);
        Assert.Contains($"cannot answer over HTTP: Failed to bind to address http://{address}", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_door_nothing_is_said_of_one()
    {
        Assert.Equal(ExitCodes.Ok, await _terminal.RunAsync("run", DigitsSample.File, "--http", "off", "--seconds", "0.1"));
        Assert.DoesNotContain("HTTP at", _terminal.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8001", "http://127.0.0.1:8001")]
    [InlineData("0.0.0.0:80", "http://0.0.0.0:80")]
    [InlineData("[::1]:8000", "http://[::1]:8000")]
    [InlineData("off", "")]
    [InlineData("70000", null)]
    [InlineData("host", null)]
    [InlineData("a/b:80", null)]
    [InlineData(":80", null)]
    public void A_door_is_a_port_an_address_or_off(string text, string? url) => Assert.Equal(url, DoorAddress.Parse(text)?.Url);

    [Fact]
    public async Task A_run_ends_in_good_order_when_its_time_is_over() =>
        Assert.True(await _terminal.RunAsync("run", DigitsSample.File, "--seconds", "1") == ExitCodes.Ok, _terminal.All);

    [Fact]
    public async Task A_file_with_problems_starts_nothing()
    {
        Assert.Equal(ExitCodes.Usage, await _terminal.RunAsync("run", _folder.Write("broken.yaml", "applications: 3")));
        Assert.DoesNotContain("embedded broker", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_does_not_load_ends_the_run_with_its_file_and_the_reason()
    {
        var model = _folder.Write("models/broken/1/model.onnx", "this is no model");
        var file = _folder.Write("a.yaml", """
            applications:
              - name: a
                kafka: { input: { topic: in }, output: { topic: out }, create_topics: { partitions: 1, replication: 1 } }
                deployments:
                  - { name: d, model: models/broken }
            """);

        var ended = await _terminal.RunAsync("run", file, "--seconds", "60");

        Assert.True(ended == ExitCodes.Usage, _terminal.All);
        Assert.Contains(
            $"{file}:5: applications[0].deployments[0].model: {model}: the model does not load: ", _terminal.Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("embedded broker", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partition_that_stands_still_is_told_at_the_end_and_has_an_exit_code()
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var samples = Path.GetDirectoryName(DigitsSample.File)!;
        var file = _folder.Write("a.yaml", $$"""
            applications:
              - name: a
                kafka: { input: { topic: in }, output: { topic: out }, on_failure: stop }
                deployments:
                  - { name: d, model: {{samples}}/models/digits }
            """);
        var run = _terminal.RunAsync(stopping.Token, "run", file);
        await _terminal.SaysAsync("ready: a", run);
        var address = _terminal.Output.Split("embedded broker at ")[1].Split(": ")[0];

        Assert.Equal(ExitCodes.Ok, await new TestTerminal().RunAsync("produce", "in", "no json", "--kafka", address));
        await _terminal.SaysAsync(" stopped: ", run);
        await stopping.CancelAsync();

        Assert.True(await run == ExitCodes.Halted, _terminal.All);
        Assert.Contains("stood still: ", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_topic_that_is_missing_is_told_once()
    {
        await using var broker = EmbeddedBroker.Start();
        var file = _folder.Write("a.yaml", $$"""
            applications:
              - name: a
                kafka: { input: { topic: in }, output: { topic: out } }
                deployments:
                  - { name: d, model: {{Path.GetDirectoryName(DigitsSample.File)}}/models/digits }
            """);

        var ended = await _terminal.RunAsync("run", file, "--kafka", broker.BootstrapServers);

        Assert.True(ended == ExitCodes.Failed, _terminal.All);
        // On a slow machine the log has said so, too.
        Assert.Single(
            _terminal.Error.Split('\n').Where(line => line.StartsWith("error: ", StringComparison.Ordinal)),
            line => line.Contains("The topics 'in', 'out' are missing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_is_told_before_anything_starts()
    {
        Assert.Equal(ExitCodes.Failed, await _terminal.RunAsync("run", DigitsSample.File, "--kafka", "127.0.0.1:1"));
        Assert.Contains("cannot reach Kafka at 127.0.0.1:1: ", _terminal.Error, StringComparison.Ordinal);
        Assert.Contains("Connection refused", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_before_it_is_ready_it_ends_in_good_order()
    {
        using var stopping = new CancellationTokenSource();
        await stopping.CancelAsync();

        Assert.Equal(ExitCodes.Ok, await _terminal.RunAsync(stopping.Token, "run", DigitsSample.File));
    }
}
