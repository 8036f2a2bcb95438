using System.Diagnostics;
using System.Text;
using ActorServe.Gateway.Produce;
using ActorServe.Shared.Telemetry;
using Confluent.Kafka;

namespace ActorServe.Gateway.Tracing;

/// <summary>W3C's trace context in the headers of a record.</summary>
internal static class TraceHeaders
{
    /// <summary>The trace and the span that a record was written in.</summary>
    public const string Parent = "traceparent";

    /// <summary>What vendors add to it.</summary>
    public const string State = "tracestate";

    private const int ParentLength = 55;
    private const int FlagsAt = ParentLength - 1;

    /// <summary>Whether a header is one of the two.</summary>
    public static bool Has(string name) =>
        name.Equals(Parent, StringComparison.OrdinalIgnoreCase) || name.Equals(State, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether a record may be recorded, as far as its headers tell; a malformed <c>traceparent</c> is none. Its parent is default where it
    /// would begin a trace.
    /// </summary>
    public static bool MayBeRecorded(IReadOnlyList<IHeader> headers, TraceSampling sampling, out ActivityContext parent)
    {
        parent = default;
        var written = Last(headers, Parent);
        if (written is null) return sampling.MayBegin();
        // Most traces are recorded nowhere: those must not cost a string.
        if (!sampling.IgnoresParents && !IsSampled(written)) return false;
        var text = Encoding.ASCII.GetString(written);
        return ActivityContext.TryParse(text, TraceState.Of(Last(headers, State)), isRemote: true, out parent) || sampling.MayBegin();
    }

    /// <summary>Writes the context of a span.</summary>
    public static void Write(OutgoingHeaders headers, Activity span)
    {
        headers.Add("traceparent"u8, span.Id!);
        if (span.TraceStateString is { Length: > 0 } state) headers.Add("tracestate"u8, state);
    }

    /// <summary>By its last digit; whatever is not well formed is found later.</summary>
    private static bool IsSampled(ReadOnlySpan<byte> parent) =>
        parent.Length != ParentLength || (parent[FlagsAt] & 1) == (char.IsAsciiDigit((char)parent[FlagsAt]) ? 1 : 0);

    // As Kafka's clients read headers: the last of a name counts.
    private static byte[]? Last(IReadOnlyList<IHeader> headers, string name)
    {
        for (var i = headers.Count - 1; i >= 0; i--)
        {
            if (headers[i].Key.Equals(name, StringComparison.OrdinalIgnoreCase)) return headers[i].GetValueBytes();
        }

        return null;
    }
}
