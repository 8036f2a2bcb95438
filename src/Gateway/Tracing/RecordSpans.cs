using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using ActorServe.Gateway.Dispatch;
using ActorServe.Gateway.Produce;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Telemetry;
using Confluent.Kafka;

namespace ActorServe.Gateway.Tracing;

/// <summary>
/// The spans of one run's records whose traces are recorded: each from the record's arrival until its outputs are acknowledged, or it is
/// given back. As many are open as such records are in flight. A record that is not traced costs a look at whether anybody listens.
/// </summary>
internal sealed class RecordSpans(string application, KafkaConfig kafka, TraceSampling sampling)
{
    private readonly ConcurrentDictionary<RowSource, Activity> _open = [];
    private readonly string _name = $"process {kafka.InputTopic}";
    private int _count;

    /// <summary>Begins the span of a record, where that may be recorded and the sampler wants it.</summary>
    public TraceContext? Begin(IReadOnlyList<IHeader> headers, RowSource source, ConsumeResult<byte[]?, byte[]?> record)
    {
        if (!GatewaySpans.Source.HasListeners() || !TraceHeaders.MayBeRecorded(headers, sampling, out var parent)) return null;
        if (GatewaySpans.Source.Begin(_name, ActivityKind.Consumer, parent, TagsOf(source, record)) is not { } span) return null;

        if (_open.TryAdd(source, span)) Interlocked.Increment(ref _count);
        return TraceContext.Of(span.Context);
    }

    /// <summary>What becomes of a record is known; it is done when that is acknowledged.</summary>
    public void Tell(in FlightOutcome outcome)
    {
        if (Find(outcome.Row) is not { } span) return;
        span.SetTag(SpanAttributes.Outcome, WordOf(outcome.Kind));
        if (outcome.Kind != OutcomeKind.Completed) span.Fail(DeadLetters.KindOf(outcome.Entry.Failure));
    }

    /// <summary>The broker took no result of a record.</summary>
    public void TellRefused(InferRow row, OutcomeKind kind)
    {
        if (Find(row) is not { } span) return;
        span.SetTag(SpanAttributes.Outcome, WordOf(kind));
        span.Fail(DeadLetters.ResultRefused);
    }

    /// <summary>Does something whose lines in the log stand in the trace of the record that it is about.</summary>
    public void InTraceOf(RowSource row, Action act)
    {
        var current = Activity.Current;
        try
        {
            if (_open.TryGetValue(row, out var span)) Activity.Current = span;
            act();
        }
        finally
        {
            Activity.Current = current;
        }
    }

    /// <summary>These records are done.</summary>
    public void End(ImmutableArray<RowSource> rows)
    {
        if (Volatile.Read(ref _count) == 0) return;
        foreach (var row in rows)
        {
            if (Remove(row) is { } span) span.End();
        }
    }

    /// <summary>These records go back unanswered: whoever has their partition next begins anew.</summary>
    public void Withdraw(IEnumerable<RowSource> rows)
    {
        if (Volatile.Read(ref _count) == 0) return;
        foreach (var row in rows)
        {
            if (Remove(row) is not { } span) continue;
            span.SetTag(SpanAttributes.Outcome, "withdrawn");
            span.End();
        }
    }

    /// <summary>The run has ended: nobody answers what is left.</summary>
    public void Close() => Withdraw(_open.Keys);

    private Activity? Find(InferRow row) => row.Trace is not null && _open.TryGetValue(row.Source, out var span) ? span : null;

    private Activity? Remove(RowSource row)
    {
        if (!_open.TryRemove(row, out var span)) return null;
        Interlocked.Decrement(ref _count);
        return span;
    }

    private List<KeyValuePair<string, object?>> TagsOf(RowSource source, ConsumeResult<byte[]?, byte[]?> record) =>
    [
        .. GatewaySpans.Messaging("process", kafka.InputTopic),
        new(AttributeNames.Partition, source.Partition.ToString(CultureInfo.InvariantCulture)),
        new(GatewaySpans.Offset, record.Offset.Value),
        new(GatewaySpans.ConsumerGroup, kafka.Group),
        new(GatewaySpans.BodySize, record.Message.Value?.Length ?? 0),
        new(AttributeNames.Application, application),
    ];

    private static string WordOf(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Completed => "completed",
        OutcomeKind.DeadLetter => "dead_lettered",
        OutcomeKind.Skipped => "skipped",
        OutcomeKind.Halted => "halted",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such outcome."),
    };
}
