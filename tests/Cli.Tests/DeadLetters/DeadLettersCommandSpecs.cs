using System.Text;
using System.Text.Json;
using ActorServe.Cli.DeadLetters;
using ActorServe.Cli.Terminals;
using ActorServe.Gateway.Embedded;
using ActorServe.Shared.Protocol;
using Confluent.Kafka;
using Written = ActorServe.Gateway.Produce.DeadLetters;

namespace ActorServe.Cli.Tests.DeadLetters;

/// <summary>The commands about dead letters on topics alone, without a seed.</summary>
public sealed class DeadLettersCommandSpecs : IAsyncLifetime
{
    private const short ProduceRequest = 0;

    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly TestTerminal _terminal = new();

    public ValueTask InitializeAsync()
    {
        _broker.CreateTopic("in", 2);
        _broker.CreateTopic("dlq", 2);
        Produce("in", 0, "one", []);
        Produce("in", 1, "two", []);
        Letter(0, "one", "in/0/0", "bad_input", "10:00");
        Letter(1, "two", "in/1/0", "timeout", "11:00");
        Letter(1, "lost", null, "timeout", "09:00");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task The_newest_are_listed_first()
    {
        Assert.Equal(ExitCodes.Ok, await RunAsync("list", "--count", "2"));

        var lines = _terminal.Output.Split('\n');
        Assert.Matches(@"^2026-01-01 11:00:00  1/0 +in/1/0  timeout +1 +because$", lines[1]);
        Assert.Matches(@"^2026-01-01 10:00:00  0/0 +in/0/0  bad_input +1 +because$", lines[2]);
        Assert.Equal("the newest 2 of 3; --count shows more", lines[3]);
    }

    [Theory]
    [InlineData(2, "--kind", "timeout")]
    [InlineData(1, "--since", "2026-01-01T10:30:00Z")]
    [InlineData(2, "--from", "-1")]
    [InlineData(1, "--from", "1")]
    [InlineData(0, "--kind", "model_error")]
    public async Task Those_that_are_asked_for_are_listed(int count, string option, string value)
    {
        Assert.Equal(ExitCodes.Ok, await RunAsync("list", option, value, "--json"));

        using var json = JsonDocument.Parse(_terminal.Output);
        Assert.Equal(count, json.RootElement.GetArrayLength());
    }

    [Fact]
    public void The_kinds_that_may_be_asked_for_are_those_that_gateways_write()
    {
        // What there was no room for is tried until there is: no record is given up for that.
        var failures = Enum.GetValues<FailureKind>().Except([FailureKind.None, FailureKind.Overload]);

        Assert.Equal([.. failures.Select(Written.KindOf), Written.ResultRefused], DeadLettersCommand.Kinds);
    }

    [Fact]
    public async Task One_is_shown_whole()
    {
        Assert.Equal(ExitCodes.Ok, await RunAsync("show", "1/0"));

        Assert.Contains("dead letter: dlq/1/0\n", _terminal.Output, StringComparison.Ordinal);
        Assert.Contains("key: k-two\n", _terminal.Output, StringComparison.Ordinal);
        Assert.Contains("header actorserve-error-kind: timeout\n", _terminal.Output, StringComparison.Ordinal);
        Assert.Contains("value, 3 bytes: two\n", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_headers_name_is_no_command_to_the_terminal_also_before_a_value_of_several_lines()
    {
        Letter(0, "one", "in/0/0", "bad_input", "12:00", ("\u001b[2Jname", "a\nb"));

        Assert.Equal(ExitCodes.Ok, await RunAsync("show", "0/1"));

        Assert.Contains("header  [2Jname:\na\nb\n", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_not_there_is_told_with_what_is()
    {
        Assert.Equal(ExitCodes.Failed, await RunAsync("show", "1/9"));

        Assert.Contains(
            "there is no dead letter 1/9 on dlq: its partition 1 has offsets 0 to 1", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_puts_the_record_back_as_it_came_with_a_mark()
    {
        Assert.Equal(ExitCodes.Ok, await RunAsync("replay", "1/0", "--yes"));

        var replayed = Assert.Single(Records("in"), r => r.Message.Headers.Any(h => h.Key == "actorserve-replay"));
        Assert.Equal(("two", "k-two", 1, 1L), (
            Encoding.UTF8.GetString(replayed.Message.Value), Encoding.UTF8.GetString(replayed.Message.Key),
            replayed.Partition.Value, replayed.Offset.Value));
        Assert.Equal(["trace", "actorserve-replay"], replayed.Message.Headers.Select(h => h.Key));
        Assert.Contains("1 dead letter went back\n", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_went_back_does_not_go_back_again_unless_that_is_said()
    {
        await RunAsync("replay", "--kind", "bad_input", "--yes");

        Assert.Equal(ExitCodes.Ok, await RunAsync("replay", "--kind", "bad_input", "--yes"));
        Assert.Contains("dlq: nothing to replay; 1 replayed before", _terminal.Output, StringComparison.Ordinal);
        Assert.Equal(3, Records("in").Count);

        Assert.Equal(ExitCodes.Ok, await RunAsync("replay", "--kind", "bad_input", "--yes", "--again"));
        Assert.Equal(4, Records("in").Count);
    }

    [Fact]
    public async Task A_dead_letter_that_names_no_record_has_an_exit_code_and_the_others_go_back()
    {
        Assert.Equal(ExitCodes.NotReplayable, await RunAsync("replay", "--yes"));

        Assert.Equal(4, Records("in").Count);
        Assert.Contains("1 dead letter cannot be replayed", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_that_are_refused_with_their_batch_go_back_alone()
    {
        _broker.FailRequests(ProduceRequest, ErrorCode.MsgSizeTooLarge);

        Assert.Equal(ExitCodes.Ok, await RunAsync("replay", "--kind", "bad_input", "--yes"));

        Assert.Contains("1 dead letter went back\n", _terminal.Output, StringComparison.Ordinal);
        Assert.Equal(3, Records("in").Count);
    }

    [Fact]
    public async Task One_that_the_broker_refuses_also_alone_is_named_and_cannot_be_replayed()
    {
        _broker.FailRequests(ProduceRequest, ErrorCode.MsgSizeTooLarge, ErrorCode.MsgSizeTooLarge);

        Assert.Equal(ExitCodes.NotReplayable, await RunAsync("replay", "--kind", "bad_input", "--yes", "--json"));

        using var json = JsonDocument.Parse(_terminal.Output);
        Assert.Equal(
            (0, 1, 0), (json.RootElement.GetProperty("replayed").GetInt32(), json.RootElement.GetProperty("not_replayable").GetInt32(),
                json.RootElement.GetProperty("failed").GetInt32()));
        Assert.Contains(
            "error: dlq/0/0 is refused (Broker: Message size too large): it cannot be replayed", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_counts_and_sends_nothing()
    {
        Assert.Equal(ExitCodes.NotReplayable, await RunAsync("replay", "--dry-run", "--json"));

        using var json = JsonDocument.Parse(_terminal.Output);
        Assert.Equal((2, 0), (json.RootElement.GetProperty("meant").GetInt32(), json.RootElement.GetProperty("replayed").GetInt32()));
        Assert.Equal(2, Records("in").Count);
    }

    [Fact]
    public async Task A_replay_that_nobody_can_be_asked_about_must_be_said_to_be_meant()
    {
        Assert.Equal(ExitCodes.Usage, await RunAsync("replay"));

        Assert.Contains("say --yes where that is meant", _terminal.Error, StringComparison.Ordinal);
        Assert.Equal(2, Records("in").Count);
    }

    [Theory]
    [InlineData("y\n", ExitCodes.Ok, 3)]
    [InlineData("\n", ExitCodes.Failed, 2)]
    public async Task Where_there_is_a_screen_it_asks(string answer, int exitCode, int records)
    {
        var asked = new TestTerminal(answer);

        var ended = await ReplayOneAsync(OnScreen(asked));

        Assert.Equal((exitCode, records), (ended, Records("in").Count));
        Assert.Contains("replay 1 dead letter to in? [y/N]", asked.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_a_screen_but_nobody_at_the_keys_it_does_not_ask()
    {
        var piped = new TestTerminal("y\n");

        Assert.Equal(ExitCodes.Usage, await ReplayOneAsync(OnScreen(piped) with { IsInputRedirected = true }));

        Assert.Equal(2, Records("in").Count);
    }

    [Fact]
    public async Task A_value_that_was_left_out_is_taken_from_the_record_itself()
    {
        Letter(0, "", "in/0/0", "bad_input", "12:00", ("actorserve-value-left-out", "3 bytes"), key: null);

        Assert.Equal(ExitCodes.Ok, await RunAsync("replay", "0/1", "--yes"));

        Assert.Equal(
            ["one", "one"], Records("in").Where(r => r.Partition.Value == 0).Select(r => Encoding.UTF8.GetString(r.Message.Value)));
    }

    [Theory]
    [InlineData("5 bytes", ExitCodes.Ok)]
    [InlineData("6 bytes", ExitCodes.NotReplayable)]
    public async Task What_was_left_out_of_a_dead_letter_but_its_source_is_taken_from_the_record_itself(string key, int exitCode)
    {
        Produce("in", 0, "keyed", [("own", "header")], "k-key");
        Produce(
            "dlq", 0, "",
            [
                ("actorserve-source", "in/0/1"), ("actorserve-value-left-out", "5 bytes"), ("actorserve-key-left-out", key),
                ("actorserve-timestamp-left-out", "1767225600000"), ("actorserve-headers-left-out", "1"),
            ],
            "in/0/1", time: 1_767_225_700_000);

        Assert.Equal(exitCode, await RunAsync("replay", "0/1", "--yes"));

        var replays = Records("in").Where(r => r.Message.Headers.TryGetLastBytes("actorserve-replay", out _)).ToList();
        if (exitCode != ExitCodes.Ok) Assert.Empty(replays);
        else Assert.Equal(("k-key", "keyed", 1_767_225_600_000, "own"), Told(Assert.Single(replays)));
    }

    [Fact]
    public async Task A_timestamp_that_was_left_out_is_that_of_the_replay()
    {
        Produce("dlq", 0, "one", [("actorserve-source", "in/0/0"), ("actorserve-timestamp-left-out", "1767225500000"), ("own", "")], "k");

        Assert.Equal(ExitCodes.Ok, await RunAsync("replay", "0/1", "--yes"));

        var replay = Records("in").Single(r => r.Message.Headers.TryGetLastBytes("actorserve-replay", out _));
        Assert.Equal(("k", "one", 1_767_225_500_000, "own"), Told(replay));
    }

    [Fact]
    public async Task Where_another_record_is_at_its_place_it_cannot_be_replayed()
    {
        Letter(0, "", "in/0/0", "bad_input", "12:00", ("actorserve-value-left-out", "9000000 bytes"), key: null);

        Assert.Equal(ExitCodes.NotReplayable, await RunAsync("replay", "0/1", "--yes"));

        Assert.Contains("in/0/0 is not there any more", _terminal.Error, StringComparison.Ordinal);
        Assert.Equal(2, Records("in").Count);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("show", "1/0")]
    [InlineData("replay", "--yes")]
    public async Task An_interrupted_reading_ends_as_every_command_that_only_waits(params string[] command)
    {
        using var stopping = new CancellationTokenSource();
        await stopping.CancelAsync();

        Assert.Equal(
            ExitCodes.Interrupted,
            await _terminal.RunAsync(stopping.Token, ["dead-letters", .. command, "--topic", "dlq", "--kafka", _broker.BootstrapServers]));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("list", "digits", "--topic", "dlq")]
    [InlineData("show", "--topic", "dlq")]
    [InlineData("replay", "1/0", "1/1", "--topic", "dlq")]
    [InlineData("list", "--topic", "dlq", "--since", "soon")]
    [InlineData("list", "--topic", "dlq", "--kind", "bad-input")]
    [InlineData("list", "--topic", "dlq", "--from", "there")]
    [InlineData("list", "--topic", "dlq", "--count", "0")]
    public async Task A_wrong_command_line_is_told_with_the_command_that_helps(params string[] args)
    {
        Assert.Equal(ExitCodes.Usage, await _terminal.RunAsync(["dead-letters", .. args]));

        Assert.Contains($"see: actorserve dead-letters {args[0]} --help", _terminal.Error, StringComparison.Ordinal);
    }

    private static (string Key, string Value, long Time, string Header) Told(ConsumeResult<byte[], byte[]> record) => (
        Encoding.UTF8.GetString(record.Message.Key), Encoding.UTF8.GetString(record.Message.Value),
        record.Message.Timestamp.UnixTimestampMs, record.Message.Headers[0].Key);

    private static Terminal OnScreen(TestTerminal terminal) => terminal.Terminal with
    {
        Screen = Spectre.Console.AnsiConsole.Create(new() { Out = new Spectre.Console.AnsiConsoleOutput(terminal.Terminal.Output) }),
    };

    private Task<int> ReplayOneAsync(Terminal terminal) => CommandLine.RunAsync(
        ["dead-letters", "replay", "0/0", "--topic", "dlq", "--kafka", _broker.BootstrapServers], terminal,
        TestContext.Current.CancellationToken);

    private Task<int> RunAsync(string command, params string[] args) =>
        _terminal.RunAsync(["dead-letters", command, .. args, "--topic", "dlq", "--kafka", _broker.BootstrapServers]);

    private void Letter(
        int partition, string value, string? source, string kind, string time, (string, string)? header = null,
        string? key = "k-") => Produce(
        "dlq", partition, value,
        [
            ("trace", "t"), ("actorserve-error-kind", kind), ("actorserve-error-message", "because"), ("actorserve-attempts", "1"),
            ("actorserve-time", $"2026-01-01T{time}:00.0000000Z"),
            .. source is null ? [] : ((string, string)[])[("actorserve-source", source)],
            .. header is { } more ? ((string, string)[])[more] : [],
        ],
        key is null ? null : key + value);

    private void Produce(
        string topic, int partition, string value, (string Name, string Value)[] headers, string? key = null,
        long time = 1_767_225_600_000)
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]>(
            new ProducerConfig { BootstrapServers = _broker.BootstrapServers }).Build();
        producer.Produce(new TopicPartition(topic, partition), new Message<byte[]?, byte[]>
        {
            Key = key is null ? null : Encoding.UTF8.GetBytes(key), Value = Encoding.UTF8.GetBytes(value),
            Headers = Letters.Headers(headers),
            Timestamp = new Timestamp(time, TimestampType.CreateTime),
        });
        producer.Flush(TimeSpan.FromSeconds(30));
    }

    private List<ConsumeResult<byte[], byte[]>> Records(string topic)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = _broker.BootstrapServers, GroupId = "spec", EnablePartitionEof = true,
        }).Build();
        consumer.Assign(Enumerable.Range(0, 2).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var (records, ends) = (new List<ConsumeResult<byte[], byte[]>>(), 0);
        while (ends < 2)
        {
            var result = consumer.Consume(TimeSpan.FromSeconds(30));
            if (result.IsPartitionEOF) ends++;
            else records.Add(result);
        }

        return records;
    }
}
