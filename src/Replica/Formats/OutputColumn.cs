using ActorServe.Replica.Inference;
using Microsoft.ML.OnnxRuntime;

namespace ActorServe.Replica.Formats;

/// <summary>One output of a run: its rows follow each other in memory that lives until the run's buffers are used again.</summary>
internal sealed unsafe class OutputColumn(TensorSpec spec)
{
    private OrtValue? _strings;
    private byte* _bytes;
    private int _rowElements;

    /// <summary>The output.</summary>
    public TensorSpec Spec { get; } = spec;

    /// <summary>The shape of one row of this run.</summary>
    public long[] RowShape { get; private set; } = [];

    /// <summary>Elements of one row of this run.</summary>
    public int RowElements => _rowElements;

    /// <summary>The run's rows start at this address.</summary>
    public void Set(byte* bytes, long[] rowShape, int rowElements)
    {
        _bytes = bytes;
        _strings = null;
        RowShape = rowShape;
        _rowElements = rowElements;
    }

    /// <summary>The run's rows are the strings of this value.</summary>
    public void Set(OrtValue strings, long[] rowShape, int rowElements)
    {
        _strings = strings;
        RowShape = rowShape;
        _rowElements = rowElements;
    }

    /// <summary>The bytes of a row's elements.</summary>
    public ReadOnlySpan<byte> Row(int row)
    {
        var size = _rowElements * Spec.ElementBytes;
        return new ReadOnlySpan<byte>(_bytes + (long)row * size, size);
    }

    /// <summary>An element of a row of strings.</summary>
    public ReadOnlySpan<byte> Text(int row, int element) => _strings!.GetStringElementAsSpan(row * _rowElements + element);
}
