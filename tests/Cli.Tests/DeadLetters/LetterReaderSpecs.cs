using ActorServe.Cli.DeadLetters;
using ActorServe.Cli.Kafka;
using ActorServe.Cli.Tests.Kafka;
using Confluent.Kafka;

namespace ActorServe.Cli.Tests.DeadLetters;

public sealed class LetterReaderSpecs
{
    private static readonly TopicPartitionOffset Source = new("in", 0, 1);
    private static readonly DeadLetter Told = Letters.Of(0, 5, "in/0/1") with { LeftOut = "3 bytes" };

    private readonly ClientLog _log = new();

    [Fact]
    public void A_record_that_does_not_come_is_not_taken_for_one_that_is_gone()
    {
        _log.Hear(null!, new Error(ErrorCode.Local_Transport, "connection refused"));
        var consumer = ScriptedConsumer.Create(() => null);

        var failure = Assert.Throws<CommandFailedException>(() => LetterReader.Original(consumer, _log, Letter(1_000), Told));

        Assert.Equal("in/0/1 did not come within 8 s: connection refused", failure.Message);
    }

    [Fact]
    public void Where_a_partition_ends_before_it_the_record_is_gone()
    {
        var end = new ConsumeResult<byte[]?, byte[]?> { TopicPartitionOffset = Source, IsPartitionEOF = true };
        var consumer = ScriptedConsumer.Create(() => end);

        Assert.Null(LetterReader.Original(consumer, _log, Letter(1_000), Told));
    }

    [Theory]
    [InlineData(TimestampType.CreateTime, TimestampType.CreateTime, 1_000, true)]
    [InlineData(TimestampType.CreateTime, TimestampType.CreateTime, 2_000, false)]
    [InlineData(TimestampType.LogAppendTime, TimestampType.CreateTime, 2_000, true)]
    [InlineData(TimestampType.CreateTime, TimestampType.LogAppendTime, 2_000, true)]
    public void A_time_tells_one_record_from_another_only_where_it_is_the_records_own(
        TimestampType record, TimestampType letter, long time, bool same)
    {
        var consumer = ScriptedConsumer.Create(() => ScriptedConsumer.Record(Source, record));

        Assert.Equal(same, LetterReader.Original(consumer, _log, Letter(time, letter), Told) is not null);
    }

    private static ConsumeResult<byte[]?, byte[]?> Letter(long time, TimestampType type = TimestampType.CreateTime) => new()
    {
        TopicPartitionOffset = new TopicPartitionOffset("dlq", 0, 5),
        Message = new Message<byte[]?, byte[]?> { Key = [1], Value = [], Timestamp = new Timestamp(time, type), Headers = [] },
    };
}
