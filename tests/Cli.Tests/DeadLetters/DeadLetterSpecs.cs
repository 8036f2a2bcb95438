using ActorServe.Cli.DeadLetters;
using Confluent.Kafka;

namespace ActorServe.Cli.Tests.DeadLetters;

public sealed class DeadLetterSpecs
{
    [Fact]
    public void Headers_tell_what_it_was_and_why_it_failed()
    {
        var letter = Read(
            ("actorserve-error-kind", "timeout"), ("actorserve-error-message", "too slow"), ("actorserve-attempts", "3"),
            ("actorserve-source", "digits.requests/3/1042"), ("actorserve-time", "2026-01-01T12:00:00.0000000Z"));

        Assert.Equal(
            new DeadLetter(new("dlq", 2, 7), new("digits.requests", 3, 1042), "timeout", "too slow", "3", Letters.Now, ""), letter);
        Assert.False(letter.LacksValue);
    }

    [Fact]
    public void What_is_not_told_is_empty_and_no_failure()
    {
        var letter = Read(
            ("actorserve-source", "nonsense"), ("actorserve-time", "yesterday"), ("actorserve-value-left-out", "9000000 bytes"));

        Assert.Equal((null, null, ""), (letter.Source, letter.Time, letter.Kind));
        Assert.True(letter.LacksValue);
    }

    [Fact]
    public void A_timestamp_that_was_left_out_is_when_its_record_was_written()
    {
        Assert.Equal(Letters.Now, Read(("actorserve-timestamp-left-out", "1767268800000")).Written);
        Assert.Null(Read(("actorserve-timestamp-left-out", "yesterday")).TimestampLeftOut);
    }

    [Fact]
    public void A_replay_has_what_the_record_had_and_a_mark_instead_of_its_failure()
    {
        var message = new Message<byte[]?, byte[]?>
        {
            Key = [1], Value = [2], Timestamp = new Timestamp(1_000, TimestampType.CreateTime),
            Headers = Letters.Headers(
                ("trace", "t"), ("content-type", "application/json"), ("actorserve-error-kind", "timeout"),
                ("actorserve-replay", "in/0/1")),
        };

        var replayed = ReplayedRecord.Of(message, new RecordPlace("in", 2, 7));

        Assert.Equal((message.Key, message.Value, 1_000), (replayed.Key, replayed.Value, replayed.Timestamp.UnixTimestampMs));
        Assert.Equal(["trace", "content-type", "actorserve-replay"], replayed.Headers.Select(h => h.Key));
        Assert.Equal("in/2/7"u8.ToArray(), replayed.Headers.GetLastBytes("actorserve-replay"));
    }

    private static DeadLetter Read(params (string, string)[] headers) => DeadLetter.Of(new ConsumeResult<byte[]?, byte[]?>
    {
        Topic = "dlq", Partition = 2, Offset = 7, Message = new Message<byte[]?, byte[]?> { Headers = Letters.Headers(headers) },
    });
}
