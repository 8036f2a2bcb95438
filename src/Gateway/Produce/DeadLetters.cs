using System.Diagnostics;
using System.Globalization;
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
    /// <param name="withValue">Without, a header says how long the value was.</param>
    /// <param name="headers">Written anew.</param>
    /// <param name="span">What it is sent in; null where its record is not traced.</param>
    public OutgoingRecord Write(in FlightOutcome outcome, ErrorCode refusal, bool withValue, OutgoingHeaders headers, Activity? span = null)
    {
        var row = outcome.Row;
        headers.Clear();
        foreach (var header in row.Headers)
        {
            if (span is null || !TraceHeaders.Has(header.Name)) headers.Add(header.Name, header.Value.Span);
        }

        if (span is not null) TraceHeaders.Write(headers, span);
        // Else a replay would read the value by the format of whoever replays it.
        if (!row.Headers.Any(IsContentType)) headers.Add("content-type"u8, row.ContentType);
        headers.Add("actorserve-error-kind"u8, refusal == ErrorCode.NoError ? KindOf(outcome.Entry.Failure) : ResultRefused);
        headers.Add("actorserve-error-message"u8, refusal == ErrorCode.NoError ? outcome.Entry.Message ?? "" : Reason(refusal));
        headers.Add("actorserve-attempts"u8, row.Attempt.ToString(CultureInfo.InvariantCulture));
        headers.Add("actorserve-source"u8, string.Create(CultureInfo.InvariantCulture, $"{row.Topic}/{row.Source.Partition}/{row.Offset}"));
        headers.Add("actorserve-time"u8, time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        if (!withValue) headers.Add("actorserve-value-left-out"u8, $"{row.Value?.Length ?? 0} bytes");
        return new OutgoingRecord(options.DeadLetterTopic!, headers)
        {
            Partition = options.DeadLetterKeepsPartition ? row.Source.Partition : OutgoingRecord.AnyPartition,
            Key = row.Key,
            // Empty, not null: a null would delete the key's earlier dead letters where the topic is compacted.
            Value = withValue ? row.Value : ReadOnlyMemory<byte>.Empty,
            TimestampMs = row.TimestampMs,
        };
    }

    /// <summary>What a person reads about a refusal.</summary>
    public static string Reason(ErrorCode refusal) => $"the broker refused the result: {new Error(refusal).Reason}";

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
