using System.Collections.Immutable;
using ActorServe.Cli.DeadLetters;
using ActorServe.Cli.Inspecting;
using ActorServe.Cli.Kafka;
using ActorServe.Gateway;
using Confluent.Kafka;

namespace ActorServe.Cli.Tests.DeadLetters;

public sealed class ReplayReportSpecs
{
    private readonly TestTerminal _terminal = new();
    private readonly ReplayPlan _plan = new();

    [Fact]
    public void Who_else_reads_the_input_topic_is_told_with_the_plan()
    {
        _plan.Add(Letters.Of(0, 1, "in/0/1"));

        Report("second").Tell(_plan);

        Assert.Equal("dlq: 1 to in; second reads in, too, and answers what goes back a second time\n", _terminal.Output);
    }

    [Fact]
    public void Where_nothing_goes_back_nobody_else_is_told_of()
    {
        Report("second").Tell(_plan);

        Assert.Equal("dlq: nothing to replay\n", _terminal.Output);
    }

    [Theory]
    [InlineData(3_600_000L, "delete", true)]
    [InlineData(3_600_000L, "compact,delete", true)]
    [InlineData(3_600_000L, "compact", false)]
    [InlineData(10_800_000L, "delete", false)]
    [InlineData(long.MaxValue, "delete", false)]
    [InlineData(-1L, "delete", false)]
    [InlineData(null, null, false)]
    public void Records_that_are_older_than_their_topic_keeps_any_are_warned_of(long? retentionMs, string? cleanup, bool isWarned)
    {
        _plan.Add(Letters.Of(0, 1, "in/0/1") with { Written = Letters.Now - TimeSpan.FromHours(2) });
        _plan.Add(Letters.Of(0, 2, "in/0/2") with { Written = Letters.Now });
        _plan.Add(Letters.Of(0, 3, "in/0/3"));

        Report().Warn(_plan, [new TopicFacts("in", 1, 1, null, null, retentionMs, cleanup)], Letters.Now);

        const string Warning = "warning: 1 record older than the retention of in (1h 0m)";
        Assert.Equal(isWarned, _terminal.Error.StartsWith(Warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(TimestampType.CreateTime, 7_000)]
    [InlineData(TimestampType.LogAppendTime, 7_000)]
    [InlineData(TimestampType.NotAvailable, 0)]
    public void A_replay_has_the_timestamp_of_its_dead_letter_as_a_client_may_send_it(TimestampType type, long ms)
    {
        var letter = new Message<byte[]?, byte[]?> { Timestamp = new Timestamp(ms, type) };

        var sent = ReplayedRecord.Of(letter, new RecordPlace("in", 0, 1)).Timestamp;

        Assert.Equal(ms, sent.UnixTimestampMs);
        Assert.NotEqual(TimestampType.LogAppendTime, sent.Type);
    }

    [Fact]
    public async Task A_record_that_is_too_large_with_its_mark_is_told_and_does_not_end_the_replay()
    {
        using var sending = new Sending(Box().Connection, new ClientLog(), TimeProvider.System);
        var told = new List<string>();
        var record = new Message<byte[]?, byte[]?> { Value = new byte[KafkaConnection.MaxRecordBytes - 50] };

        var replay = new Replay(Box(), TestContext.Current.CancellationToken);
        await replay.SendAsync(sending, record, new RecordPlace("in", 0, 1), told.Add);

        Assert.Equal("is too large: a record of 7,999,950 bytes is too large for in: the limit is 8,000,000 bytes", Assert.Single(told));
        Assert.Equal(0, sending.Sent);
    }

    [Fact]
    public void Another_reads_the_topic_for_itself_where_its_group_is_another()
    {
        var (digits, second, shared) = (Reading("digits", "in", "a"), Reading("second", "in", "b"), Reading("shared", "in", "a"));
        var serving = new ServingReading(1, [digits, second, shared, Reading("far", "out", "c")], []);

        Assert.Equal(["second"], serving.AlsoReading(digits));
        Assert.Equal(["digits", "shared"], serving.AlsoReading(second));
    }

    private static ServedReading Reading(string name, string input, string group) =>
        new(name, "RUNNING", "", new TopicNames(input, group, null, "dlq"), [], []);

    private ReplayReport Report(params ImmutableArray<string> others) => new(_terminal.Terminal, Box(others), isJson: false);

    private static LetterBox Box(params ImmutableArray<string> others) =>
        new(new KafkaConnection("127.0.0.1:1", ImmutableDictionary<string, string>.Empty), "dlq", "in", others);
}
