using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorServe.Replica.Inference;

namespace ActorServe.Replica.Formats;

/// <summary>
/// One input of a model for the rows of a batch, one row after the other in pinned memory. Reused from batch to batch by one run at a time.
/// </summary>
internal sealed class RowColumn(TensorSpec spec)
{
    private const int StringOverhead = 32;

    private readonly List<int> _starts = [];
    private readonly List<ImmutableArray<long>> _shapes = [];
    private readonly List<byte[]> _strings = [];
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(64, pinned: true);
    private int _end;
    private long _text;

    /// <summary>The input.</summary>
    public TensorSpec Spec { get; } = spec;

    /// <summary>Rows in it.</summary>
    public int Rows => _starts.Count;

    /// <summary>Bytes of its rows; where they are strings, roughly what those take.</summary>
    public long Bytes => Spec.ElementBytes == 0 ? _text : _end;

    /// <summary>Changes when the memory moved, so that a binding to it is void.</summary>
    public int Moves { get; private set; }

    /// <summary>The pinned memory. Keep the array itself referenced while its address is used: pinning does not keep it alive.</summary>
    public byte[] Memory => _bytes;

    /// <summary>The strings of all rows, where the input is of strings.</summary>
    public IReadOnlyList<byte[]> Strings => _strings;

    /// <summary>Where a row starts, in bytes, or in strings.</summary>
    public int Start(int row) => _starts[row];

    /// <summary>The shape of a row.</summary>
    public ImmutableArray<long> Shape(int row) => _shapes[row];

    /// <summary>The bytes, or strings, of a row.</summary>
    public int Size(int row) => (row + 1 < Rows ? _starts[row + 1] : _end) - _starts[row];

    /// <summary>Room for at least so many elements of the row that is being read; what was written there before stays.</summary>
    public Span<T> Room<T>(int elements) where T : unmanaged
    {
        var needed = _end + checked(elements * Unsafe.SizeOf<T>());
        if (needed > _bytes.Length) Grow(needed);
        return MemoryMarshal.Cast<byte, T>(_bytes.AsSpan(_end));
    }

    /// <summary>Adds a string to the row that is being read.</summary>
    public void Add(byte[] text)
    {
        _strings.Add(text);
        _text += text.Length + StringOverhead;
    }

    /// <summary>The row that is being read is complete: so many bytes or strings were written.</summary>
    public void Commit(int size, ImmutableArray<long> shape)
    {
        _starts.Add(_end);
        _shapes.Add(shape);
        _end += size;
    }

    /// <summary>Drops the row that is being read, and those after so many.</summary>
    public void Truncate(int rows)
    {
        if (rows < Rows)
        {
            _end = _starts[rows];
            _starts.RemoveRange(rows, Rows - rows);
            _shapes.RemoveRange(rows, _shapes.Count - rows);
        }

        if (Spec.ElementBytes == 0) _strings.RemoveRange(_end, _strings.Count - _end);
        if (rows == 0) _text = 0;
    }

    /// <summary>Takes over a row of another column of the same input.</summary>
    public void Copy(RowColumn from, int row)
    {
        var size = from.Size(row);
        if (Spec.ElementBytes == 0) _strings.AddRange(from._strings.GetRange(from.Start(row), size));
        else from._bytes.AsSpan(from.Start(row), size).CopyTo(Room<byte>(size));
        Commit(size, from.Shape(row));
    }

    /// <summary>Adds a row of zeros, or of empty strings. The row's shape must be fixed.</summary>
    public void AddZeros()
    {
        var elements = checked((int)Spec.RowElements!.Value);
        var size = Spec.ElementBytes == 0 ? elements : checked(elements * Spec.ElementBytes);
        if (Spec.ElementBytes == 0) _strings.AddRange(Enumerable.Repeat(Array.Empty<byte>(), elements));
        else Room<byte>(size)[..size].Clear();
        Commit(size, Spec.RowShape);
    }

    private void Grow(int needed)
    {
        if (needed > Array.MaxLength) throw new OverflowException();
        var grown = GC.AllocateUninitializedArray<byte>((int)Math.Min(Math.Max(needed, 2L * _bytes.Length), Array.MaxLength), pinned: true);
        _bytes.CopyTo(grown, 0);
        _bytes = grown;
        Moves++;
    }
}
