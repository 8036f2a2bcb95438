using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorServe.Replica.Inference;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ActorServe.Replica.Formats;

/// <summary>
/// Reads one input of one row: nested arrays of its row's shape, or a flat array of as many elements where that shape is fixed.
/// </summary>
internal static class JsonTensor
{
    private const int DeepestNesting = 16;

    /// <summary>Takes the value and completes the row in the column, or fails.</summary>
    public static bool Read(ref JsonCursor cursor, RowColumn column) => column.Spec.Type switch
    {
        TensorElementType.Float => Read<Elements<float, FloatElement>>(ref cursor, column),
        TensorElementType.Double => Read<Elements<double, DoubleElement>>(ref cursor, column),
        TensorElementType.Float16 => Read<Elements<Half, HalfElement>>(ref cursor, column),
        TensorElementType.Int8 => Read<Elements<sbyte, IntegerElement<sbyte>>>(ref cursor, column),
        TensorElementType.UInt8 => Read<Elements<byte, IntegerElement<byte>>>(ref cursor, column),
        TensorElementType.Int16 => Read<Elements<short, IntegerElement<short>>>(ref cursor, column),
        TensorElementType.UInt16 => Read<Elements<ushort, IntegerElement<ushort>>>(ref cursor, column),
        TensorElementType.Int32 => Read<Elements<int, IntegerElement<int>>>(ref cursor, column),
        TensorElementType.UInt32 => Read<Elements<uint, IntegerElement<uint>>>(ref cursor, column),
        TensorElementType.Int64 => Read<Elements<long, IntegerElement<long>>>(ref cursor, column),
        TensorElementType.UInt64 => Read<Elements<ulong, IntegerElement<ulong>>>(ref cursor, column),
        TensorElementType.Bool => Read<Elements<bool, BoolElement>>(ref cursor, column),
        TensorElementType.String => Read<Strings>(ref cursor, column),
        _ => throw new NotSupportedException($"Elements of {column.Spec.Type} are refused when a model is loaded."),
    };

    private static bool Read<TLeaves>(ref JsonCursor cursor, RowColumn column) where TLeaves : ILeaves
    {
        var shape = new NestedShape();
        var elements = 0;
        var isRead = cursor.TryTake((byte)'[')
            ? Level<TLeaves>(ref cursor, column, ref shape, 0, ref elements)
            : shape.Leaves(0) && TLeaves.Read(ref cursor, column, isList: false, ref elements);
        if (!isRead) return false;
        if (Fit(shape.Dims, elements, column.Spec) is not { IsDefault: false } row) return WrongShape(ref cursor, shape.Dims, column.Spec);
        column.Commit(Math.Max(1, column.Spec.ElementBytes) * elements, row);
        return true;
    }

    /// <summary>Reads an array whose bracket was taken.</summary>
    private static bool Level<TLeaves>(ref JsonCursor cursor, RowColumn column, ref NestedShape shape, int depth, ref int elements)
        where TLeaves : ILeaves
    {
        if (depth == DeepestNesting) return cursor.Fail($"arrays are nested deeper than {DeepestNesting}");
        if (cursor.TryTake((byte)']')) return shape.Leaves(depth + 1, isEmpty: true) && shape.Close(depth, 0) || Ragged(ref cursor);
        if (cursor.Peek() != '[')
        {
            var before = elements;
            if (!shape.Leaves(depth + 1)) return Ragged(ref cursor);
            if (!TLeaves.Read(ref cursor, column, isList: true, ref elements)) return false;
            return cursor.Take((byte)']') && (shape.Close(depth, elements - before) || Ragged(ref cursor));
        }

        var count = 0;
        do
        {
            if (!cursor.TryTake((byte)'[')) return Ragged(ref cursor);
            if (!Level<TLeaves>(ref cursor, column, ref shape, depth + 1, ref elements)) return false;
            count++;
        }
        while (cursor.TryTake((byte)','));
        return cursor.Take((byte)']') && (shape.Close(depth, count) || Ragged(ref cursor));
    }

    /// <summary>The row's shape, where what was found is one or is as many elements in a flat list; default where not.</summary>
    private static ImmutableArray<long> Fit(ReadOnlySpan<long> found, int elements, TensorSpec spec)
    {
        var expected = spec.RowShape.AsSpan();
        if (found.Length <= 1 && spec.RowElements == elements) return spec.RowShape;
        if (found.Length != expected.Length) return default;
        for (var i = 0; i < found.Length; i++)
        {
            if (expected[i] >= 0 && expected[i] != found[i]) return default;
        }

        return spec.RowElements is null ? [.. found] : spec.RowShape;
    }

    private static bool Ragged(ref JsonCursor cursor) => cursor.Fail("arrays of one level have different lengths or depths");

    private static bool WrongShape(ref JsonCursor cursor, scoped ReadOnlySpan<long> found, TensorSpec spec) => cursor.Fail(
        $"found shape {Shapes.Text(found)}, expected {Shapes.Text(spec.RowShape)}: a record is one row, without a batch dimension");

    /// <summary>The innermost lists of a tensor.</summary>
    private interface ILeaves
    {
        /// <summary>Takes one element, or as many as a list has, and counts them.</summary>
        static abstract bool Read(ref JsonCursor cursor, RowColumn column, bool isList, ref int elements);
    }

    private readonly struct Elements<T, TElement> : ILeaves where T : unmanaged where TElement : IJsonElement<T>
    {
        public static bool Read(ref JsonCursor cursor, RowColumn column, bool isList, ref int elements)
        {
            var at = elements;
            var room = column.Room<T>(at + 1);
            do
            {
                if (typeof(T) == typeof(float) && isList) at += cursor.Floats(MemoryMarshal.Cast<T, float>(room[at..]));
                if ((uint)at >= (uint)room.Length) room = column.Room<T>(at + at / 2 + 16);
                if (!TElement.Read(ref cursor, out room[at])) return false;
                at++;
            }
            while (isList && cursor.TryTake((byte)','));
            elements = at;
            return true;
        }
    }

    private readonly struct Strings : ILeaves
    {
        public static bool Read(ref JsonCursor cursor, RowColumn column, bool isList, ref int elements)
        {
            do
            {
                if (!cursor.String(out var text)) return false;
                column.Add(text.ToArray());
                elements++;
            }
            while (isList && cursor.TryTake((byte)','));
            return true;
        }
    }

    [InlineArray(DeepestNesting)]
    private struct Lengths
    {
        private long _first;
    }

    /// <summary>The shape as far as it was seen: every list of a level must agree with the first.</summary>
    private struct NestedShape()
    {
        private Lengths _dims;
        private int _rank = -1;
        private ushort _closed;

        [UnscopedRef]
        public readonly ReadOnlySpan<long> Dims => ((ReadOnlySpan<long>)_dims)[..Math.Max(0, _rank)];

        /// <summary>Elements stand at this depth, or would if the list were not empty.</summary>
        public bool Leaves(int depth, bool isEmpty = false)
        {
            if (_rank < 0) _rank = depth;
            return _rank == depth || (isEmpty && depth < _rank);
        }

        public bool Close(int level, long count)
        {
            var isFirst = (_closed >> level & 1) == 0;
            _closed |= (ushort)(1 << level);
            if (isFirst) _dims[level] = count;
            return _dims[level] == count;
        }
    }
}
