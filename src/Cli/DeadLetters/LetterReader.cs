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

    /// <summary>The record that a dead letter was, or null where its topic has it no more, or has another there since it was made anew.</summary>
    public static ConsumeResult<byte[]?, byte[]?>? Original(
        IConsumer<byte[]?, byte[]?> consumer, ConsumeResult<byte[]?, byte[]?> letter, DeadLetter of)
    {
        if (of.Source is not { } source || Read(consumer, source) is not { } record) return null;

        var isSame = record.Message.Timestamp.UnixTimestampMs == letter.Message.Timestamp.UnixTimestampMs
            && record.Message.Key.AsSpan().SequenceEqual(letter.Message.Key)
            && string.Create(CultureInfo.InvariantCulture, $"{record.Message.Value?.Length ?? 0} bytes") == of.LeftOut;
        return isSame ? record : null;
    }

    private static ConsumeResult<byte[]?, byte[]?>? Read(IConsumer<byte[]?, byte[]?> consumer, RecordPlace place)
    {
        var partition = new TopicPartition(place.Topic, place.Partition);
        var range = consumer.QueryWatermarkOffsets(partition, KafkaClients.Patience);
        if (place.Offset < range.Low.Value || place.Offset >= range.High.Value) return null;

        consumer.Assign(new TopicPartitionOffset(partition, place.Offset));
        var record = consumer.Consume(KafkaClients.Patience);
        consumer.Unassign();
        return record is { IsPartitionEOF: false } && record.Offset.Value == place.Offset ? record : null;
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
