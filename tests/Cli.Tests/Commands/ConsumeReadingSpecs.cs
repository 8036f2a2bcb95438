using System.Text.Json;
using ActorServe.Cli.Commands;
using ActorServe.Cli.Kafka;
using ActorServe.Cli.Terminals;
using ActorServe.Cli.Tests.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Cli.Tests.Commands;

/// <summary>What <c>actorserve consume</c> does with what a client gives it.</summary>
public sealed class ConsumeReadingSpecs
{
    private static readonly ConsumeCommand.Reading ToTheEnd = new("t", default, Follow: false, Count: null, Timeout: null, AsJson: false);

    private readonly FakeTimeProvider _time = new();
    private readonly TestTerminal _terminal = new();
    private int _asked;

    [Fact]
    public void A_partition_that_is_written_to_behind_its_end_does_not_hide_that_another_is_silent()
    {
        var failure = Assert.Throws<CommandFailedException>(
            () => Read(ToTheEnd, _terminal.Terminal, asked => asked == 1 ? End(0) : Record(asked)));

        Assert.Contains("nothing of t came", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_slow_is_waited_for_as_long_as_anything_comes_of_it()
    {
        Assert.Equal(ExitCodes.Ok, Read(ToTheEnd, _terminal.Terminal, asked => asked switch
        {
            1 => End(0),
            < 30 => asked % 5 == 0 ? Record(asked / 5, partition: 1) : Record(asked),
            _ => End(1),
        }));
    }

    [Fact]
    public void It_ends_at_the_end_as_it_was_at_the_start_however_much_is_written_behind_it()
    {
        Assert.Equal(ExitCodes.Ok, Read(
            ToTheEnd with { AsJson = true }, _terminal.Terminal, asked => Record((asked - 1) / 2, partition: asked % 2),
            new OffsetRange(0, 0, 2), new OffsetRange(1, 0, 4)));

        Assert.Equal(["0/0", "0/1", "1/0", "1/1", "1/2", "1/3"], Written().Order());
    }

    [Fact]
    public void An_end_that_is_no_record_is_behind_the_next_that_comes()
    {
        Assert.Equal(ExitCodes.Ok, Read(
            ToTheEnd with { AsJson = true }, _terminal.Terminal, asked => Record(asked < 3 ? asked : asked + 7), new OffsetRange(0, 0, 5)));

        Assert.Equal(["0/1", "0/2"], Written());
    }

    [Fact]
    public void Where_nothing_is_there_to_be_read_nothing_is_waited_for() =>
        Assert.Equal(ExitCodes.Ok, Read(ToTheEnd, _terminal.Terminal, asked => Record(asked + 9), new OffsetRange(0, 7, 7)));

    [Fact]
    public void So_many_records_are_waited_for_also_behind_the_end()
    {
        Assert.Equal(ExitCodes.Ok, Read(
            ToTheEnd with { AsJson = true, Count = 3 }, _terminal.Terminal, asked => Record(asked), new OffsetRange(0, 1, 2)));

        Assert.Equal(["0/1", "0/2", "0/3"], Written());
    }

    [Fact]
    public void It_ends_well_when_whoever_reads_has_gone_though_nothing_comes() => Assert.Throws<ReaderGoneException>(() =>
        Read(ToTheEnd with { Follow = true }, _terminal.Terminal with { HasReaderGone = () => true }, _ => null));

    private static ConsumeResult<byte[]?, byte[]?> Record(int offset, int partition = 0) =>
        ScriptedConsumer.Record(new TopicPartitionOffset("t", partition, offset));

    private static ConsumeResult<byte[]?, byte[]?> End(int partition) =>
        new() { TopicPartitionOffset = new TopicPartitionOffset("t", partition, 0), IsPartitionEOF = true };

    private IEnumerable<string> Written() => _terminal.RawText.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonDocument.Parse(line).RootElement)
        .Select(record => $"{record.GetProperty("partition")}/{record.GetProperty("offset")}");

    // A second between two answers of the client.
    private int Read(
        ConsumeCommand.Reading reading, Terminal terminal, Func<int, ConsumeResult<byte[]?, byte[]?>?> answer,
        params IReadOnlyList<OffsetRange> ranges)
    {
        var consumer = ScriptedConsumer.Create(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(++_asked < 100, "it reads for ever");
            return answer(_asked);
        });
        var progress = new ReadingProgress("t", new ClientLog(), _time);
        return ConsumeCommand.Read(
            consumer, ranges.Count > 0 ? ranges : [new OffsetRange(0, 0, 10), new OffsetRange(1, 0, 10)], reading, progress,
            new RecordOutput(terminal.RawOutput, reading.AsJson), terminal with { Time = _time },
            TestContext.Current.CancellationToken);
    }
}
