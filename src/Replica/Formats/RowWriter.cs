using System.Runtime.CompilerServices;

namespace ActorServe.Replica.Formats;

/// <summary>A growing buffer for the outputs of a batch. What is published is a copy of it, which nobody writes again.</summary>
internal sealed class RowWriter
{
    private const int KeptBytes = 4 << 20;
    private byte[] _bytes = new byte[4096];

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>Room for at least so many bytes; say with <see cref="Advance"/> how many were written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Room(int bytes)
    {
        if (_bytes.Length - Length < bytes) Grow(bytes);
        return _bytes.AsSpan(Length);
    }

    /// <summary>So many bytes of the room were written.</summary>
    public void Advance(int bytes) => Length += bytes;

    /// <summary>Writes these bytes.</summary>
    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Writes one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(byte value)
    {
        Room(1)[0] = value;
        Length++;
    }

    /// <summary>Drops what was written after so many bytes.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>A copy of all that was written; the buffer is empty then.</summary>
    public byte[] TakeCopy()
    {
        var copy = GC.AllocateUninitializedArray<byte>(Length);
        _bytes.AsSpan(0, Length).CopyTo(copy);
        Length = 0;
        if (_bytes.Length > KeptBytes) _bytes = new byte[4096];
        return copy;
    }

    private void Grow(int bytes)
    {
        if ((long)Length + bytes > Array.MaxLength) throw new OverflowException();
        Array.Resize(ref _bytes, (int)Math.Min(Math.Max((long)Length + bytes, 2L * _bytes.Length), Array.MaxLength));
    }
}
