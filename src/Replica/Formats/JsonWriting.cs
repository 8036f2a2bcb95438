using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ActorServe.Replica.Formats;

/// <summary>
/// Writes outputs as JSON: numbers in the shortest form that reads back as the same value, and halves as the floats that they are.
/// </summary>
internal static class JsonWriting
{
    private const int LongestNumber = 32;

    /// <summary>Writes one row of an output: a bare value, or arrays nested as its shape is.</summary>
    public static void Tensor(OutputColumn output, int row, RowWriter writer)
    {
        switch (output.Spec.Type)
        {
            case TensorElementType.Float: Nest(new Floats<float>(Cast<float>(output, row)), output, writer); break;
            case TensorElementType.Double: Nest(new Floats<double>(Cast<double>(output, row)), output, writer); break;
            case TensorElementType.Float16: Nest(new Halves(Cast<Half>(output, row)), output, writer); break;
            case TensorElementType.Int8: Nest(new Integers<sbyte>(Cast<sbyte>(output, row)), output, writer); break;
            case TensorElementType.UInt8: Nest(new Integers<byte>(Cast<byte>(output, row)), output, writer); break;
            case TensorElementType.Int16: Nest(new Integers<short>(Cast<short>(output, row)), output, writer); break;
            case TensorElementType.UInt16: Nest(new Integers<ushort>(Cast<ushort>(output, row)), output, writer); break;
            case TensorElementType.Int32: Nest(new Integers<int>(Cast<int>(output, row)), output, writer); break;
            case TensorElementType.UInt32: Nest(new Integers<uint>(Cast<uint>(output, row)), output, writer); break;
            case TensorElementType.Int64: Nest(new Integers<long>(Cast<long>(output, row)), output, writer); break;
            case TensorElementType.UInt64: Nest(new Integers<ulong>(Cast<ulong>(output, row)), output, writer); break;
            case TensorElementType.Bool: Nest(new Bools(output.Row(row)), output, writer); break;
            case TensorElementType.String: Nest(new Strings(output, row), output, writer); break;
            default: throw new NotSupportedException($"Outputs of {output.Spec.Type} are refused when a model is loaded.");
        }
    }

    /// <summary>Writes a string.</summary>
    public static void Text(ReadOnlySpan<byte> text, RowWriter writer)
    {
        if (!Utf8.IsValid(text)) text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
        writer.Write((byte)'"');
        var encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        while (encoder.FindFirstCharacterToEncodeUtf8(text) is >= 0 and var at)
        {
            writer.Write(text[..at]);
            text = text[at..];
            Rune.DecodeFromUtf8(text, out _, out var length);
            encoder.EncodeUtf8(text[..length], writer.Room(12 * length), out _, out var written);
            writer.Advance(written);
            text = text[length..];
        }

        writer.Write(text);
        writer.Write((byte)'"');
    }

    private static ReadOnlySpan<T> Cast<T>(OutputColumn output, int row) where T : struct => MemoryMarshal.Cast<byte, T>(output.Row(row));

    private static void Nest<TValues>(TValues values, OutputColumn output, RowWriter writer) where TValues : IValues, allows ref struct
    {
        var shape = output.RowShape;
        if (shape.Length == 0) values.Write(0, writer);
        else if (shape.Length == 1) List(ref values, 0, output.RowElements, writer);
        else Nest(ref values, shape, 0, 0, output.RowElements, writer);
    }

    private static void Nest<TValues>(ref TValues values, ReadOnlySpan<long> shape, int start, int level, int count, RowWriter writer)
        where TValues : IValues, allows ref struct
    {
        if (level == shape.Length - 1)
        {
            List(ref values, start, count, writer);
            return;
        }

        var items = (int)shape[level];
        writer.Write((byte)'[');
        for (var i = 0; i < items; i++)
        {
            if (i > 0) writer.Write((byte)',');
            Nest(ref values, shape, start + i * (count / items), level + 1, count / items, writer);
        }

        writer.Write((byte)']');
    }

    private static void List<TValues>(ref TValues values, int start, int count, RowWriter writer) where TValues : IValues, allows ref struct
    {
        writer.Write((byte)'[');
        for (var i = 0; i < count; i++)
        {
            if (i > 0) writer.Write((byte)',');
            values.Write(start + i, writer);
        }

        writer.Write((byte)']');
    }

    private interface IValues
    {
        void Write(int index, RowWriter writer);
    }

    /// <summary>Written as the floats that they are: 65504, where the shortest form that is enough for a half is 65500.</summary>
    private readonly ref struct Halves(ReadOnlySpan<Half> values) : IValues
    {
        private readonly ReadOnlySpan<Half> _values = values;

        public void Write(int index, RowWriter writer) => new Floats<float>([(float)_values[index]]).Write(0, writer);
    }

    private readonly ref struct Floats<T>(ReadOnlySpan<T> values) : IValues where T : struct, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _values = values;

        public void Write(int index, RowWriter writer)
        {
            var value = _values[index];
            if (T.IsFinite(value))
            {
                value.TryFormat(writer.Room(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
                writer.Advance(written);
            }
            else
            {
                writer.Write(T.IsNaN(value) ? "\"NaN\""u8 : T.IsNegative(value) ? "\"-Infinity\""u8 : "\"Infinity\""u8);
            }
        }
    }

    private readonly ref struct Integers<T>(ReadOnlySpan<T> values) : IValues where T : struct, IBinaryInteger<T>
    {
        private readonly ReadOnlySpan<T> _values = values;

        public void Write(int index, RowWriter writer)
        {
            _values[index].TryFormat(writer.Room(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
            writer.Advance(written);
        }
    }

    private readonly ref struct Bools(ReadOnlySpan<byte> values) : IValues
    {
        private readonly ReadOnlySpan<byte> _values = values;

        public void Write(int index, RowWriter writer) => writer.Write(_values[index] != 0 ? "true"u8 : "false"u8);
    }

    private readonly ref struct Strings(OutputColumn output, int row) : IValues
    {
        private readonly OutputColumn _output = output;
        private readonly int _row = row;

        public void Write(int index, RowWriter writer) => Text(_output.Text(_row, index), writer);
    }
}
