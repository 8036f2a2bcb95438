using System.Runtime.InteropServices;
using ActorServe.Replica.Formats;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ActorServe.Replica.Inference.Freeing;

/// <summary>Compares batches of two and three rows of a freed model with single runs of the original.</summary>
internal static class FreedProof
{
    private const int Rows = 3;
    private const double Tolerance = 1e-5;

    /// <summary>Null where they agree, else what differs.</summary>
    public static string? Doubt(OnnxSession original, OnnxSession freed, Random random)
    {
        if (!original.Signature.HasFixedInputs) return "it has free dimensions";
        using var singles = new RunBuffers(original);
        using var batches = new RunBuffers(freed);
        for (var row = 0; row < Rows; row++)
        {
            Draw(singles.Rows, random);
            batches.Rows.Copy(singles.Rows, row);
        }

        var expected = new List<byte[][]>();
        for (var row = 0; row < Rows; row++)
        {
            if (singles.Run(singles.Rows, row, 1, CancellationToken.None) is { } refusal)
                return $"a single run of random rows fails: {refusal.Message}";
            expected.Add([.. singles.Outputs.Select(output => output.Row(0).ToArray())]);
        }

        return Compare(batches, 0, 2, expected) ?? Compare(batches, 1, 2, expected) ?? Compare(batches, 0, Rows, expected);
    }

    private static string? Compare(RunBuffers batches, int start, int count, List<byte[][]> expected)
    {
        if (batches.Run(batches.Rows, start, count, CancellationToken.None) is { } refusal)
            return $"a batch of {count} fails: {refusal.Message}";
        for (var row = 0; row < count; row++)
        {
            for (var i = 0; i < batches.Outputs.Length; i++)
            {
                var output = batches.Outputs[i];
                if (!Agree(output.Spec.Type, expected[start + row][i], output.Row(row)))
                    return $"row {row} of {count} has another '{output.Spec.Name}'";
            }
        }

        return null;
    }

    private static bool Agree(TensorElementType type, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> found) => type switch
    {
        _ when expected.Length != found.Length => false,
        TensorElementType.Float => Near(MemoryMarshal.Cast<byte, float>(expected), MemoryMarshal.Cast<byte, float>(found), 1),
        TensorElementType.Double => Near(MemoryMarshal.Cast<byte, double>(expected), MemoryMarshal.Cast<byte, double>(found), 1),
        TensorElementType.Float16 => Near(MemoryMarshal.Cast<byte, Half>(expected), MemoryMarshal.Cast<byte, Half>(found), 100),
        _ => expected.SequenceEqual(found),
    };

    private static bool Near<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> found, double factor)
        where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        var largest = 1e-30;
        foreach (var value in expected)
        {
            if (T.IsFinite(value)) largest = Math.Max(largest, Math.Abs(double.CreateTruncating(value)));
        }

        for (var i = 0; i < expected.Length; i++)
        {
            if (expected[i].Equals(found[i])) continue;
            var difference = Math.Abs(double.CreateTruncating(expected[i]) - double.CreateTruncating(found[i]));
            if (!(difference <= factor * Tolerance * largest)) return false;
        }

        return true;
    }

    private static void Draw(RowColumns rows, Random random)
    {
        rows.AddZeros();
        foreach (var column in rows.Columns)
        {
            var row = column.Memory.AsSpan(column.Start(rows.Rows - 1), column.Size(rows.Rows - 1));
            switch (column.Spec.Type)
            {
                case TensorElementType.Float: Fill<float>(row, random, value => (float)value); break;
                case TensorElementType.Double: Fill<double>(row, random, value => value); break;
                case TensorElementType.Float16: Fill<Half>(row, random, value => (Half)value); break;
                case TensorElementType.Bool or TensorElementType.Int8 or TensorElementType.UInt8:
                    Fill<byte>(row, random, value => (byte)(value * 2));
                    break;
                case TensorElementType.Int16 or TensorElementType.UInt16: Fill<short>(row, random, value => (short)(value * 2)); break;
                case TensorElementType.Int32 or TensorElementType.UInt32: Fill<int>(row, random, value => (int)(value * 2)); break;
                default: Fill<long>(row, random, value => (long)(value * 2)); break;
            }
        }
    }

    private static void Fill<T>(Span<byte> row, Random random, Func<double, T> element) where T : struct
    {
        foreach (ref var value in MemoryMarshal.Cast<byte, T>(row)) value = element(random.NextDouble());
    }
}
