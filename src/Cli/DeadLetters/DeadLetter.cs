using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace ActorServe.Cli.DeadLetters;

/// <summary>Where a record was or is.</summary>
internal readonly record struct RecordPlace(string Topic, int Partition, long Offset)
{
    /// <summary>Reads <c>topic/partition/offset</c>; null where it is none.</summary>
    public static RecordPlace? Parse(string text) => text.Split('/') is [{ Length: > 0 } topic, var partition, var offset]
        && int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? new RecordPlace(topic, number, at) : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Topic}/{Partition}/{Offset}");
}

/// <summary>A dead letter as its headers tell of it (docs/topics.md). What a header does not tell is empty.</summary>
/// <param name="Place">Where the dead letter is.</param>
/// <param name="Source">The record that it was; null where it does not say.</param>
/// <param name="Kind"><c>bad_input</c>, <c>model_error</c>, <c>timeout</c> or <c>result_refused</c>.</param>
/// <param name="Message">The reason, for a person.</param>
/// <param name="Attempts">The attempt that was the last.</param>
/// <param name="Time">When it was given up; null where it does not say.</param>
/// <param name="LeftOut">How long its value was, where it has none because the broker refused it; else empty.</param>
internal sealed record DeadLetter(
    RecordPlace Place, RecordPlace? Source, string Kind, string Message, string Attempts, DateTimeOffset? Time, string LeftOut)
{
    /// <summary>What all headers begin with that are ours and not the record's.</summary>
    public const string Prefix = "actorserve-";

    /// <summary>The timestamp that its replay has; null where it has none, or was not read.</summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>How long its record's key was, where it does not have that because the broker refused it; else empty.</summary>
    public string KeyLeftOut { get; init; } = "";

    /// <summary>
    /// The timestamp of its record, in milliseconds since 1970, where it does not have that because the broker refused it; else null.
    /// </summary>
    public long? TimestampLeftOut { get; init; }

    /// <summary>Its value is not there.</summary>
    public bool LacksValue => LeftOut.Length > 0;

    /// <summary>Reads the headers of one.</summary>
    public static DeadLetter Of(ConsumeResult<byte[]?, byte[]?> record) => new(
        new RecordPlace(record.Topic, record.Partition.Value, record.Offset.Value),
        RecordPlace.Parse(Text(record, "actorserve-source")),
        Text(record, "actorserve-error-kind"),
        Text(record, "actorserve-error-message"),
        Text(record, "actorserve-attempts"),
        TimeOf(Text(record, "actorserve-time")),
        Text(record, "actorserve-value-left-out"))
    {
        KeyLeftOut = Text(record, "actorserve-key-left-out"),
        TimestampLeftOut = NumberOf(Text(record, "actorserve-timestamp-left-out")),
        Written = (NumberOf(Text(record, "actorserve-timestamp-left-out")) ?? TimeOf(record.Message.Timestamp)) is { } ms && IsDate(ms)
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null,
    };

    private static long? TimeOf(Timestamp timestamp) =>
        timestamp.Type == TimestampType.NotAvailable ? null : timestamp.UnixTimestampMs;

    private static long? NumberOf(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    // Whoever wrote the record may have given it any number.
    private static bool IsDate(long ms) =>
        ms >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && ms <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private static DateTimeOffset? TimeOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static string Text(ConsumeResult<byte[]?, byte[]?> record, string header) =>
        record.Message.Headers is { } headers && headers.TryGetLastBytes(header, out var bytes) && bytes is not null
            ? Encoding.UTF8.GetString(bytes) : "";
}
