using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace ActorServe.Shared.Protocol;

/// <summary>
/// The span that a row belongs to, as W3C's trace context names one. A row has it only where its trace is recorded, so that all others cost
/// nothing more than a reference that is null.
/// </summary>
/// <param name="TraceHigh">The first eight bytes of the trace's id, as a big-endian number.</param>
/// <param name="TraceLow">The other eight.</param>
/// <param name="Span">The span's id, likewise.</param>
/// <param name="State">The <c>tracestate</c>; empty where there is none.</param>
public sealed record TraceContext(long TraceHigh, long TraceLow, long Span, string State)
{
    /// <summary>Bytes of the ids.</summary>
    internal const int IdBytes = 24;

    /// <summary>What it counts for in <see cref="InferRow.Bytes"/>.</summary>
    internal int Bytes => IdBytes + 8 + Encoding.UTF8.GetByteCount(State);

    /// <summary>The context of a span that is recorded.</summary>
    public static TraceContext Of(ActivityContext span)
    {
        Span<byte> ids = stackalloc byte[IdBytes];
        span.TraceId.CopyTo(ids[..16]);
        span.SpanId.CopyTo(ids[16..]);
        return Read(ids, span.TraceState ?? "");
    }

    /// <summary>What a span is begun below.</summary>
    public ActivityContext ToParent()
    {
        Span<byte> ids = stackalloc byte[IdBytes];
        Write(ids);
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(ids[..16]), ActivitySpanId.CreateFromBytes(ids[16..]), ActivityTraceFlags.Recorded,
            State.Length == 0 ? null : State, isRemote: true);
    }

    /// <summary>The ids, as they are on the wire.</summary>
    internal void Write(Span<byte> ids)
    {
        BinaryPrimitives.WriteInt64BigEndian(ids, TraceHigh);
        BinaryPrimitives.WriteInt64BigEndian(ids[8..], TraceLow);
        BinaryPrimitives.WriteInt64BigEndian(ids[16..], Span);
    }

    /// <inheritdoc cref="Write"/>
    internal static TraceContext Read(ReadOnlySpan<byte> ids, string state) => new(
        BinaryPrimitives.ReadInt64BigEndian(ids),
        BinaryPrimitives.ReadInt64BigEndian(ids[8..]),
        BinaryPrimitives.ReadInt64BigEndian(ids[16..]),
        state);
}
