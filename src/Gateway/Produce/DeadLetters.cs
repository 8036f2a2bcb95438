using System.Diagnostics;
using System.Globalization;
using System.Text;
using ActorServe.Gateway.Dispatch;
using ActorServe.Gateway.Tracing;
using ActorServe.Shared.Protocol;
using Confluent.Kafka;

namespace ActorServe.Gateway.Produce;

/// <summary>
/// Writes dead letters: the record as it was, and in its headers why, from where, and when. They are rare, so nothing is reused.
/// </summary>
internal sealed class DeadLetters(ProduceOptions options, TimeProvider time)
{
    /// <summary>The kind where the broker refused a result.</summary>
    public const string ResultRefused = "result_refused";

    /// <summary>One dead letter.</summary>
    /// <param name="outcome">The row that failed, or whose result was refused.</param>
    /// <param name="refusal">Why the broker refused its result, if it did.</param>
    /// <param name="sending">Which dead letter: what it leaves out, headers tell.</param>
    /// <param name="headers">Written anew.</param>
    /// <param name="span">What it is sent in; null where its record is not traced.</param>
    public OutgoingRecord Write(
        in FlightOutcome outcome, ErrorCode refusal, Sending sending, OutgoingHeaders headers, Activity? span = null)
    {
        var row = outcome.Row;
        var source = string.Create(CultureInfo.InvariantCulture, $"{row.Topic}/{row.Source.Partition}/{row.Offset}");
        var isBare = sending == Sending.BareDeadLetter;
        headers.Clear();
        if (!isBare) WriteCarried(row, headers, isTraced: span is not null);
        if (span is not null) TraceHeaders.Write(headers, span);
        headers.Add("actorserve-error-kind"u8, refusal == ErrorCode.NoError ? KindOf(outcome.Entry.Failure) : ResultRefused);
        headers.Add("actorserve-error-message"u8, refusal == ErrorCode.NoError ? outcome.Entry.Message ?? "" : Reason(refusal));
        headers.Add("actorserve-attempts"u8, row.Attempt.ToString(CultureInfo.InvariantCulture));
        headers.Add("actorserve-source"u8, source);
        headers.Add("actorserve-time"u8, time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        WriteLeftOut(row, sending, headers);
        return new OutgoingRecord(options.DeadLetterTopic!, headers)
        {
            Partition = options.DeadLetterKeepsPartition ? row.Source.Partition : OutgoingRecord.AnyPartition,
            // A compacted topic takes no record without a key, and keeps one of each.
            Key = isBare ? Encoding.UTF8.GetBytes(source) : row.Key,
            // Empty, not null: a null would delete the key's earlier dead letters where the topic is compacted.
            Value = LeavesOutValue(sending) ? ReadOnlyMemory<byte>.Empty : row.Value,
            TimestampMs = LeavesOutTime(sending) ? 0 : row.TimestampMs,
        };
    }

    /// <summary>What a person reads about a refusal.</summary>
    public static string Reason(ErrorCode refusal) => $"the broker refused the result: {new Error(refusal).Reason}";

    /// <summary>Whether it goes without the record's value.</summary>
    public static bool LeavesOutValue(Sending sending) => sending is Sending.DeadLetterWithoutValue or Sending.BareDeadLetter;

    private static bool LeavesOutTime(Sending sending) => sending is Sending.DeadLetterOfNow or Sending.BareDeadLetter;

    private static void WriteCarried(InferRow row, OutgoingHeaders headers, bool isTraced)
    {
        foreach (var header in row.Headers)
        {
            if (!isTraced || !TraceHeaders.Has(header.Name)) headers.Add(header.Name, header.Value.Span);
        }

        // Else a replay would read the value by the format of whoever replays it.
        if (!row.Headers.Any(IsContentType)) headers.Add("content-type"u8, row.ContentType);
    }

    // By these a replay knows the record again.
    private static void WriteLeftOut(InferRow row, Sending sending, OutgoingHeaders headers)
    {
        if (LeavesOutTime(sending))
            headers.Add("actorserve-timestamp-left-out"u8, row.TimestampMs.ToString(CultureInfo.InvariantCulture));
        if (LeavesOutValue(sending)) headers.Add("actorserve-value-left-out"u8, $"{row.Value?.Length ?? 0} bytes");
        if (sending != Sending.BareDeadLetter) return;
        headers.Add("actorserve-key-left-out"u8, $"{row.Key?.Length ?? 0} bytes");
        headers.Add("actorserve-headers-left-out"u8, $"{row.Headers.Length}");
    }

    private static bool IsContentType(RecordHeader header) => header.Name.Equals("content-type", StringComparison.OrdinalIgnoreCase);

    /// <summary>The word for a failure.</summary>
    public static string KindOf(FailureKind kind) => kind switch
    {
        FailureKind.BadInput => "bad_input",
        FailureKind.ModelError => "model_error",
        FailureKind.Timeout => "timeout",
        FailureKind.Overload => "overload",
        _ => "unknown",
    };
}
