using System.Globalization;
using ActorServe.Cli.Kafka;
using ActorServe.Gateway;
using Confluent.Kafka;

namespace ActorServe.Cli.DeadLetters;

/// <summary>Finds single records.</summary>
internal static class LetterReader
{
    /// <summary>One dead letter, whole.</summary>
    /// <exception cref="CommandFailedException">It is not there.</exception>
    public static ConsumeResult<byte[]?, byte[]?> Find(LetterBox box, (int Partition, long Offset) place, CancellationToken stopping)
    {
        var reader = new TopicReader(box.Connection, stopping);
        var ranges = reader.RangesOf(box.Topic);
        var choice = new LetterChoice(null, null, null, place);
        return reader.Read(box.Topic, choice.Narrow(ranges), "all").FirstOrDefault(record => record.Offset.Value == place.Offset)
            ?? throw new CommandFailedException(NotThere(box.Topic, place, ranges));
    }

    /// <summary>
    /// The record that a dead letter was, or null where its topic has it no more, or has another there since it was made anew.
    /// </summary>
    /// <param name="consumer">Reads it.</param>
    /// <param name="log">What the consumer complains of.</param>
    /// <param name="letter">The dead letter.</param>
    /// <param name="of">What its headers tell.</param>
    /// <exception cref="CommandFailedException">The broker does not say whether it is there.</exception>
    public static ConsumeResult<byte[]?, byte[]?>? Original(
        IConsumer<byte[]?, byte[]?> consumer, ClientLog log, ConsumeResult<byte[]?, byte[]?> letter, DeadLetter of) =>
        of.Source is { } source && Read(consumer, log, source) is { } record && IsSame(record.Message, letter.Message, of) ? record : null;

    private static bool IsSame(Message<byte[]?, byte[]?> record, Message<byte[]?, byte[]?> letter, DeadLetter of) =>
        (of.TimestampLeftOut is { } time ? record.Timestamp.UnixTimestampMs == time : IsSameTime(record.Timestamp, letter.Timestamp))
        && (of.KeyLeftOut.Length > 0 ? LengthOf(record.Key) == of.KeyLeftOut : record.Key.AsSpan().SequenceEqual(letter.Key))
        && LengthOf(record.Value) == of.LeftOut;

    private static string LengthOf(byte[]? bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes?.Length ?? 0} bytes");

    // Where a topic says when the broker took a record, that tells nothing of the record.
    private static bool IsSameTime(Timestamp record, Timestamp letter) =>
        record.Type != TimestampType.CreateTime || letter.Type != TimestampType.CreateTime
        || record.UnixTimestampMs == letter.UnixTimestampMs;

    private static ConsumeResult<byte[]?, byte[]?>? Read(IConsumer<byte[]?, byte[]?> consumer, ClientLog log, RecordPlace place)
    {
        var partition = new TopicPartition(place.Topic, place.Partition);
        var range = consumer.QueryWatermarkOffsets(partition, KafkaClients.Patience);
        if (place.Offset < range.Low.Value || place.Offset >= range.High.Value) return null;

        consumer.Assign(new TopicPartitionOffset(partition, place.Offset));
        var record = consumer.Consume(KafkaClients.Patience);
        consumer.Unassign();
        // Nothing, not even that the partition ends here: that does not say that the record is gone.
        if (record is null) throw new CommandFailedException(Silence(place, log));

        return !record.IsPartitionEOF && record.Offset.Value == place.Offset ? record : null;
    }

    private static string Silence(RecordPlace place, ClientLog log)
    {
        var silence = $"{place} did not come within {KafkaClients.Patience.TotalSeconds} s";
        return log.Last is { } last ? $"{silence}: {last}" : silence;
    }

    private static string NotThere(string topic, (int Partition, long Offset) place, IReadOnlyList<OffsetRange> ranges)
    {
        var there = ranges.Where(r => r.Partition == place.Partition).Select(r => (OffsetRange?)r).FirstOrDefault();
        var has = there is not { } range ? $"it has no partition {place.Partition}"
            : range.Low == range.High ? $"its partition {place.Partition} is empty"
            : $"its partition {place.Partition} has offsets {range.Low} to {range.High - 1}";
        return string.Create(CultureInfo.InvariantCulture, $"there is no dead letter {place.Partition}/{place.Offset} on {topic}: {has}");
    }
}
