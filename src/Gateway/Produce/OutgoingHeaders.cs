using System.Text;

namespace ActorServe.Gateway.Produce;

/// <summary>
/// The headers of one outgoing record, in one buffer that is used again for the next. Names end with a zero, as the client wants them.
/// </summary>
internal sealed class OutgoingHeaders
{
    private readonly List<Entry> _entries = [];
    private byte[] _buffer = new byte[1_024];
    private int _length;

    /// <summary>How many there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Everything written; entries point into it.</summary>
    public ReadOnlySpan<byte> Buffer => _buffer.AsSpan(0, _length);

    /// <summary>Where a header lies in <see cref="Buffer"/>.</summary>
    public Entry this[int index] => _entries[index];

    /// <summary>The name of a header, without its zero.</summary>
    public ReadOnlySpan<byte> Name(int index) => _buffer.AsSpan(_entries[index].Name, _entries[index].Value - _entries[index].Name - 1);

    /// <summary>The value of a header.</summary>
    public ReadOnlySpan<byte> Value(int index) => _buffer.AsSpan(_entries[index].Value, _entries[index].ValueLength);

    /// <summary>Forgets the last record's.</summary>
    public void Clear()
    {
        _entries.Clear();
        _length = 0;
    }

    /// <summary>Adds a header.</summary>
    public void Add(string name, ReadOnlySpan<byte> value)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(name.Length) + 1 + value.Length);
        var length = Encoding.UTF8.GetBytes(name, _buffer.AsSpan(_length));
        Append(length, value);
    }

    /// <summary>Adds a header whose name is UTF-8 already.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Reserve(name.Length + 1 + value.Length);
        name.CopyTo(_buffer.AsSpan(_length));
        Append(name.Length, value);
    }

    /// <summary>Adds a header with a text value.</summary>
    public void Add(ReadOnlySpan<byte> name, string value) => Add(name, Encoding.UTF8.GetBytes(value));

    private void Append(int nameLength, ReadOnlySpan<byte> value)
    {
        var name = _length;
        _buffer[name + nameLength] = 0;
        _length = name + nameLength + 1;
        value.CopyTo(_buffer.AsSpan(_length));
        _entries.Add(new Entry(name, _length, value.Length));
        _length += value.Length;
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
    }

    /// <summary>Offsets into the buffer.</summary>
    internal readonly record struct Entry(int Name, int Value, int ValueLength);
}
