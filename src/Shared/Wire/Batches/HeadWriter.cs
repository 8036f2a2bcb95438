using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Shared.Wire.Batches;

/// <summary>
/// Writes a frame: a codec version, the length of the head, the head (texts, then the body), and the slab of values and of keys and
/// headers. The body is written into a buffer of the thread's own, because texts stand before it and are complete after it; so that the
/// frame itself is allocated once, with its exact size.
/// </summary>
internal sealed class HeadWriter
{
    /// <summary>The codec that this program writes.</summary>
    public const byte Version = 1;

    /// <summary>The codec version, and the length of the head in four bytes.</summary>
    public const int PrefixSize = 5;

    /// <summary>A buffer that grew further is not kept.</summary>
    private const int LargestKept = 1 << 20;

    [ThreadStatic]
    private static HeadWriter? _ofThread;

    private readonly TextTable _texts = new();
    private byte[] _body = new byte[1 << 14];
    private int _at;

    /// <summary>A writer for one frame; the thread's former one is over.</summary>
    public static HeadWriter Start()
    {
        var writer = _ofThread ??= new HeadWriter();
        if (writer._body.Length > LargestKept) writer._body = new byte[1 << 14];
        writer._texts.Clear();
        writer._at = 0;
        return writer;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Number(ulong value)
    {
        if (_body.Length - _at < Varints.MaxSize) Grow(Varints.MaxSize);
        if (value < 0x80) _body[_at++] = (byte)value;
        else _at += Varints.Write(_body.AsSpan(_at), value);
    }

    public void Signed(long value) => Number(Varints.Zigzag(value));

    public void Text(string text) => Number(_texts.IndexOf(text));

    /// <summary>A tagged field that a reader may skip: a number.</summary>
    public void Field(uint field, ulong value)
    {
        Number(field << 1);
        Number(value);
    }

    /// <summary>No more tagged fields.</summary>
    public void EndFields() => Number(0);

    /// <summary>A tagged field of headers; their values are in the slab.</summary>
    public void Headers(uint field, ImmutableArray<RecordHeader> headers)
    {
        Number((field << 1) | 1);
        var size = Varints.Size((uint)headers.Length);
        foreach (ref readonly var header in headers.AsSpan())
            size += Varints.Size(_texts.IndexOf(header.Name)) + Varints.Size((uint)header.Value.Length);

        Number((uint)size);
        Number((uint)headers.Length);
        foreach (ref readonly var header in headers.AsSpan())
        {
            Text(header.Name);
            Number((uint)header.Value.Length);
        }
    }

    /// <summary>A tagged field that a reader may skip: bytes, which are the caller's to fill.</summary>
    public Span<byte> Bytes(uint field, int length)
    {
        Number((field << 1) | 1);
        Number((uint)length);
        if (_body.Length - _at < length) Grow(length);
        _at += length;
        return _body.AsSpan(_at - length, length);
    }

    public void Replica(in ReplicaId replica)
    {
        Text(replica.Key.Deployment.Application);
        Text(replica.Key.Deployment.Name);
        Text(replica.Key.Version);
        Text(replica.Node.Address);
        Signed(replica.Node.Incarnation);
        Signed(replica.Number);
    }

    /// <summary>The frame, whose last <paramref name="slab"/> bytes are still to be written.</summary>
    public byte[] Frame(long slab)
    {
        var texts = _texts.Size();
        var size = PrefixSize + texts + _at + slab;
        if (size > WireLimits.MaxMessageBytes)
            throw new WireFormatException(
                $"A message of {size} bytes is larger than a frame between nodes may be, {WireLimits.MaxMessageBytes}");

        var frame = GC.AllocateUninitializedArray<byte>((int)size);
        frame[0] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(1), texts + _at);
        _texts.Write(frame.AsSpan(PrefixSize, texts));
        _body.AsSpan(0, _at).CopyTo(frame.AsSpan(PrefixSize + texts));
        return frame;
    }

    private void Grow(int more)
    {
        var larger = new byte[Math.Max(_body.Length * 2, _at + more)];
        _body.AsSpan(0, _at).CopyTo(larger);
        _body = larger;
    }
}
