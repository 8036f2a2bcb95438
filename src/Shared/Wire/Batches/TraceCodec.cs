using System.Text;
using ActorServe.Shared.Protocol;

namespace ActorServe.Shared.Wire.Batches;

/// <summary>The trace of a row: the ids, and behind them what there is of a <c>tracestate</c>.</summary>
internal static class TraceCodec
{
    public static void Write(HeadWriter head, uint field, TraceContext trace)
    {
        var bytes = head.Bytes(field, TraceContext.IdBytes + Encoding.UTF8.GetByteCount(trace.State));
        trace.Write(bytes);
        Encoding.UTF8.GetBytes(trace.State, bytes[TraceContext.IdBytes..]);
    }

    /// <summary>Behind its tag.</summary>
    public static TraceContext Read(ref HeadReader head)
    {
        var bytes = head.Bytes();
        return bytes.Length >= TraceContext.IdBytes
            ? TraceContext.Read(bytes, head.OwnText(bytes[TraceContext.IdBytes..]))
            : throw new WireFormatException($"A trace has {bytes.Length} bytes, fewer than the {TraceContext.IdBytes} of its ids", 0);
    }
}
