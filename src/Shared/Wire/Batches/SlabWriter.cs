using System.Collections.Immutable;
using ActorServe.Shared.Protocol;

namespace ActorServe.Shared.Wire.Batches;

/// <summary>
/// Fills the slab of a frame: all values one after the other, so that those of equal size make one tensor without a copy, and behind
/// them each row's key and header values.
/// </summary>
internal ref struct SlabWriter(byte[] frame, int slab, int values)
{
    private Span<byte> _values = frame.AsSpan(frame.Length - slab, values);
    private Span<byte> _others = frame.AsSpan(frame.Length - slab + values);

    public void Value(ReadOnlyMemory<byte> value)
    {
        value.Span.CopyTo(_values);
        _values = _values[value.Length..];
    }

    public void Other(ReadOnlyMemory<byte> bytes)
    {
        bytes.Span.CopyTo(_others);
        _others = _others[bytes.Length..];
    }

    public void Headers(ImmutableArray<RecordHeader> headers)
    {
        foreach (ref readonly var header in headers.AsSpan()) Other(header.Value);
    }
}
