using System.Collections.Immutable;
using ActorServe.Replica.Inference;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ActorServe.Replica.Formats;

/// <summary>
/// <c>application/octet-stream</c>: a value is the little-endian bytes of the model's only input, without its batch dimension. Where one
/// dimension is free, the length tells it. An answer is the bytes of the outputs, one after the other in the model's order; more than
/// one must be of fixed size, so that their places are known. Strings have no raw form.
/// </summary>
internal sealed class RawFormat : IRowFormat
{
    /// <inheritdoc/>
    public string? Refusal(ModelSignature signature)
    {
        if (signature.Inputs.Length != 1)
        {
            return $"the model has {signature.Inputs.Length} inputs ({string.Join(", ", signature.Inputs.Select(i => i.Name))}), "
                + "raw bytes carry one: send JSON";
        }

        if (signature.Inputs[0].ElementBytes == 0)
            return $"input '{signature.Inputs[0].Name}' is of strings, which have no raw form: send JSON";
        if (signature.Inputs[0].RowShape.Count(dim => dim < 0) > 1)
        {
            return $"input '{signature.Inputs[0].Name}' has several free dimensions, which raw bytes do not tell: send JSON";
        }

        if (signature.Outputs.FirstOrDefault(o => o.ElementBytes == 0) is { } text)
            return $"output '{text.Name}' is of strings, which have no raw form: send JSON";
        return signature.Outputs.Length > 1 && !signature.HasFixedOutputs
            ? "the model has several outputs and not all are of fixed size, so that raw bytes do not tell them apart: send JSON"
            : null;
    }

    /// <inheritdoc/>
    public string? Read(ReadOnlySpan<byte> value, RowColumns columns)
    {
        var column = columns.Columns[0];
        var spec = column.Spec;
        var fixedBytes = spec.RowElements * spec.ElementBytes;
        if (fixedBytes is { } expected && value.Length != expected) return WrongLength(value.Length, spec, $"{expected}");
        var shape = spec.RowShape;
        if (fixedBytes is null)
        {
            var unit = spec.ElementBytes * spec.RowShape.Where(dim => dim >= 0).Aggregate(1L, (a, b) => a * b);
            if (unit == 0 || value.Length % unit != 0) return WrongLength(value.Length, spec, $"a multiple of {unit}");
            shape = spec.RowShape.Replace(-1, value.Length / unit);
        }

        if (spec.Type == TensorElementType.Bool && value.IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and var at)
        {
            return $"input '{spec.Name}': byte {at} is {value[at]}, expected 0 or 1 for a bool";
        }

        value.CopyTo(column.Room<byte>(value.Length));
        column.Commit(value.Length, shape);
        columns.Commit();
        return null;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<OutputColumn> outputs, int row, RowWriter writer)
    {
        foreach (var output in outputs) writer.Write(output.Row(row));
    }

    private static string WrongLength(int found, TensorSpec spec, string expected) =>
        $"input '{spec.Name}': {found} bytes, expected {expected} for {ElementTypes.Name(spec.Type)} {Shapes.Text(spec.RowShape)}";
}
