using System.Text;
using System.Text.Json;
using ActorServe.Gateway.Embedded;
using Confluent.Kafka;

namespace ActorServe.Cli.Tests.Commands;

public sealed class AuditCommandSpecs : IAsyncLifetime
{
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly TestTerminal _terminal = new();

    public ValueTask InitializeAsync()
    {
        _broker.CreateTopic("in", 2);
        _broker.CreateTopic("out", 3);
        _broker.CreateTopic("dlq", 1);
        Produce("in", Enumerable.Range(0, 10).Select(n => (n % 2, "", "")));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Every_record_answered_or_dead_lettered_once_is_proved()
    {
        Produce("out", Sources(9));
        Produce("dlq", [(0, "actorserve-source", "in/1/4")]);

        Assert.Equal(ExitCodes.Ok, await AuditAsync("--dead-letter", "dlq"));
        Assert.Contains("missing                  0", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_record_is_named()
    {
        Produce("out", Sources(9));

        Assert.Equal(ExitCodes.Missing, await AuditAsync());
        Assert.Contains("in/1/4", _terminal.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, await AuditAsync("--expect-skipped", "1"));
    }

    [Fact]
    public async Task A_record_that_is_answered_twice_has_an_exit_code_of_its_own()
    {
        Produce("out", Sources(10).Append((0, "actorserve", "v=1;source=in/0/0")));

        Assert.Equal(ExitCodes.Twice, await AuditAsync());
        Assert.Equal(ExitCodes.Ok, await AuditAsync("--allow-duplicates"));
    }

    [Fact]
    public async Task Json_has_every_count()
    {
        Produce("out", Sources(8));

        Assert.Equal(ExitCodes.Missing, await AuditAsync("--json"));
        using var json = JsonDocument.Parse(_terminal.RawText);
        var root = json.RootElement;
        Assert.Equal((10, 8, 2, 0), (
            root.GetProperty("records").GetInt32(), root.GetProperty("answered").GetInt32(),
            root.GetProperty("missing").GetInt32(), root.GetProperty("duplicates").GetInt32()));
        Assert.Equal(["in/0/4", "in/1/4"], root.GetProperty("missing_examples").EnumerateArray().Select(each => each.GetString()));
    }

    [Fact]
    public async Task The_exit_code_tells_what_was_found_also_where_nobody_reads_the_json()
    {
        Produce("out", Sources(9));
        var terminal = _terminal.Terminal with { RawOutput = new ClosedPipe() };

        Assert.Equal(ExitCodes.Missing, await CommandLine.RunAsync(
            ["audit", "--in", "in", "--out", "out", "--json", "--kafka", _broker.BootstrapServers], terminal,
            TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_topic_that_is_not_there_is_told() =>
        Assert.Equal(
            ExitCodes.Failed, await _terminal.RunAsync("audit", "--in", "in", "--out", "nowhere", "--kafka", _broker.BootstrapServers));

    [Fact]
    public async Task An_audit_that_is_interrupted_ends_as_one_that_only_read()
    {
        var ended = await _terminal.RunAsync(
            new CancellationToken(canceled: true), "audit", "--in", "in", "--out", "out", "--kafka", _broker.BootstrapServers);

        Assert.Equal((ExitCodes.Interrupted, ""), (ended, _terminal.Output));
    }

    [Fact]
    public async Task A_number_that_is_none_is_a_wrong_command_line() =>
        Assert.Equal(ExitCodes.Usage, await AuditAsync("--expect-skipped", "some"));

    /// <summary>Results of the first records, whose partitions are 0 and 1 in turn.</summary>
    private static IEnumerable<(int, string, string)> Sources(int count) =>
        Enumerable.Range(0, count).Select(n => (n % 3, "actorserve", $"v=1;model=m;version=1;source=in/{n % 2}/{n / 2}"));

    private void Produce(string topic, IEnumerable<(int Partition, string Header, string Value)> records)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig { BootstrapServers = _broker.BootstrapServers }).Build();
        foreach (var (partition, header, value) in records)
        {
            var message = new Message<byte[], byte[]> { Value = [1], Headers = [] };
            if (header.Length > 0) message.Headers.Add(header, Encoding.UTF8.GetBytes(value));
            producer.Produce(new TopicPartition(topic, partition), message);
        }

        producer.Flush(TimeSpan.FromSeconds(30));
    }

    private Task<int> AuditAsync(params string[] args) =>
        _terminal.RunAsync(["audit", "--in", "in", "--out", "out", .. args, "--kafka", _broker.BootstrapServers]);
}
