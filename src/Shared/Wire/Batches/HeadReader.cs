using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Shared.Wire.Batches;

/// <summary>
/// Reads a frame that may be hostile: every count and length is held against what is left and against <see cref="WireLimits"/> before
/// anything is allocated for it. What it hands out are slices of the frame.
/// </summary>
internal ref struct HeadReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _frame;
    private readonly int _slab;
    private readonly string[] _texts;
    private int _at;
    private int _value;
    private int _values;
    private int _other;

    public HeadReader(byte[] frame)
    {
        _frame = frame;
        if (frame.Length < HeadWriter.PrefixSize) throw new WireFormatException("The frame ends before its head", frame.Length);
        if (frame[0] != HeadWriter.Version)
            throw new WireFormatException($"The codec version is {frame[0]}, and this program reads {HeadWriter.Version}", 0);

        var head = BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(1));
        if (head > frame.Length - HeadWriter.PrefixSize) throw new WireFormatException($"The head has {head} bytes, more than are left", 1);

        _slab = HeadWriter.PrefixSize + (int)head;
        _at = HeadWriter.PrefixSize;
        _value = _values = _other = _slab;
        _texts = [];
        _texts = ReadTexts();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Number()
    {
        if (_at < _slab)
        {
            var first = _frame[_at];
            if (first < 0x80)
            {
                _at++;
                return first;
            }
        }

        return LongNumber();
    }

    public long Signed() => Varints.Unzigzag(Number());

    public int SignedInt()
    {
        var start = _at;
        var value = Signed();
        return value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw new WireFormatException($"{value} is no number of 32 bits", start);
    }

    /// <summary>A length or an index, which is never negative.</summary>
    public int Length()
    {
        var start = _at;
        var value = Number();
        return value <= int.MaxValue ? (int)value : throw new WireFormatException($"{value} is no length", start);
    }

    /// <summary>How many things follow that take at least <paramref name="least"/> bytes each.</summary>
    public int Count(int limit, int least)
    {
        var start = _at;
        var count = Number();
        if (count > (ulong)limit) throw new WireFormatException($"{count} is more than the {limit} that are allowed", start);
        if (count * (ulong)least > (ulong)(_slab - _at))
            throw new WireFormatException($"{count} things do not fit into the {_slab - _at} bytes left", start);

        return (int)count;
    }

    public string Text()
    {
        var start = _at;
        var index = Number();
        return index < (ulong)_texts.Length ? _texts[index] : throw new WireFormatException($"There is no text {index}", start);
    }

    /// <summary>A value below <paramref name="count"/>.</summary>
    public byte Choice(int count)
    {
        var start = _at;
        var value = Number();
        return value < (ulong)count ? (byte)value : throw new WireFormatException($"{value} is none of {count} choices", start);
    }

    public ReplicaId Replica()
    {
        var key = new DeploymentKey(new DeploymentId(Text(), Text()), Text());
        return new ReplicaId(key, new NodeId(Text(), Signed()), Signed());
    }

    /// <summary>Where values end in the slab and the rest begins.</summary>
    public void Values()
    {
        var start = _at;
        var length = Length();
        if (length > _frame.Length - _slab) throw new WireFormatException($"{length} bytes of values are more than the slab has", start);

        _values = _other = _slab + length;
    }

    /// <summary>The next value of the slab.</summary>
    public ReadOnlyMemory<byte> Value(int length)
    {
        if (length > _values - _value)
            throw new WireFormatException($"A value of {length} bytes is longer than what is left of the slab", _at);

        _value += length;
        return new ReadOnlyMemory<byte>(_frame, _value - length, length);
    }

    /// <summary>The next key or header value of the slab.</summary>
    public ReadOnlyMemory<byte> Other(int length)
    {
        if (length > _frame.Length - _other)
            throw new WireFormatException($"A key or header of {length} bytes is longer than what is left of the slab", _at);

        _other += length;
        return new ReadOnlyMemory<byte>(_frame, _other - length, length);
    }

    public ImmutableArray<RecordHeader> Headers()
    {
        var length = Count(int.MaxValue, 1);
        var end = _at + length;
        var headers = new RecordHeader[Count(int.MaxValue, 2)];
        for (var i = 0; i < headers.Length; i++) headers[i] = new RecordHeader(Text(), Other(Length()));

        if (_at != end) throw new WireFormatException($"Headers do not have the {length} bytes that they should", _at);
        return ImmutableCollectionsMarshal.AsImmutableArray(headers);
    }

    /// <summary>The bytes of a tagged field, which are the frame's own.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        var length = Count(int.MaxValue, 1);
        _at += length;
        return _frame.AsSpan(_at - length, length);
    }

    /// <summary>A text that is no other's, and so stands where it is.</summary>
    public readonly string OwnText(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return StrictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            throw new WireFormatException("A text is not UTF-8", _at);
        }
    }

    /// <summary>Passes over a tagged field that this program does not know.</summary>
    public void Skip(ulong tag)
    {
        if ((tag & 1) == 0) Number();
        else SkipBytes();
    }

    /// <summary>Passes over the optional sections that end a head: this program knows none.</summary>
    public void SkipSections()
    {
        while (_at < _slab)
        {
            Number();
            SkipBytes();
        }
    }

    private void SkipBytes()
    {
        var length = Count(int.MaxValue, 1);
        _at += length;
    }

    private string[] ReadTexts()
    {
        var texts = new string[Count(WireLimits.MaxTexts, 1)];
        for (var i = 0; i < texts.Length; i++)
        {
            var start = _at;
            var length = Count(int.MaxValue, 1);
            try
            {
                texts[i] = StrictUtf8.GetString(_frame, _at, length);
            }
            catch (DecoderFallbackException)
            {
                throw new WireFormatException("A text is not UTF-8", start);
            }

            _at += length;
        }

        return texts;
    }

    private ulong LongNumber()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (_at == _slab) throw new WireFormatException("The head ends within a number", _at);

            var next = _frame[_at++];
            if (shift == 63 && next > 1) break;

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw new WireFormatException("A number is longer than 64 bits", _at);
    }
}
