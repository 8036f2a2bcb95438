using System.Collections.Immutable;
using System.Text;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ActorServe.Replica.Inference;

/// <summary>How rows become the inputs of one run.</summary>
internal enum BatchMode
{
    /// <summary>Rows are stacked along each tensor's batch axis; any number of them is one run.</summary>
    Batched,

    /// <summary>The batch axis is fixed at one: each row is a run.</summary>
    One,

    /// <summary>No batch axis: a row is the whole of the model's inputs, and each row is a run.</summary>
    Whole,
}

/// <summary>What a model takes and gives.</summary>
internal sealed class ModelSignature(ImmutableArray<TensorSpec> inputs, ImmutableArray<TensorSpec> outputs, BatchMode mode)
{
    /// <summary>
    /// Bytes of inputs, or of outputs, at which a batch is full, however few rows it has. A batch saves the cost of a call and reads the
    /// weights once; beside rows of hundreds of kilobytes both are nothing, and what lies between the layers leaves the cache: SqueezeNet
    /// takes 3.5 ms a row alone and 4.0 in batches of 32, for which its runtime then keeps 331 MB.
    /// </summary>
    public const int MostBatchBytes = 1 << 20;

    /// <summary>The inputs, in the model's order.</summary>
    public ImmutableArray<TensorSpec> Inputs { get; } = inputs;

    /// <summary>The outputs, in the model's order.</summary>
    public ImmutableArray<TensorSpec> Outputs { get; } = outputs;

    /// <summary>How rows become a run.</summary>
    public BatchMode Mode { get; } = mode;

    /// <summary>Every row has the same shape, so that rows that follow each other in memory are a batch.</summary>
    public bool HasFixedInputs { get; } = inputs.All(input => input.RowElements is not null);

    /// <summary>The size of every output is known before the run.</summary>
    public bool HasFixedOutputs { get; } = outputs.All(output => output.RowElements is not null && output.ElementBytes > 0);

    /// <summary>Bytes of one row of the outputs, as far as they are declared.</summary>
    public long OutputBytes { get; } = DeclaredBytes(outputs);

    /// <summary>Rows of one run, as far as sizes are declared: with more it would be above <see cref="MostBatchBytes"/>.</summary>
    public int MostRows { get; } =
        (int)Math.Clamp(MostBatchBytes / Math.Max(1, Math.Max(DeclaredBytes(inputs), DeclaredBytes(outputs))), 1, int.MaxValue);

    /// <inheritdoc/>
    public override string ToString() => $"{string.Join(", ", Inputs)} -> {string.Join(", ", Outputs)} ({Mode})";

    // Beyond long is beyond any bound.
    private static long DeclaredBytes(ImmutableArray<TensorSpec> tensors) =>
        (long)Math.Min(long.MaxValue, tensors.Sum(tensor => (double)(tensor.RowElements ?? 0) * tensor.ElementBytes));
}

/// <summary>One input or output of a model.</summary>
internal sealed class TensorSpec(string name, TensorElementType type, ImmutableArray<long> dims, int? batchAxis)
{
    /// <summary>Its name in the model.</summary>
    public string Name { get; } = name;

    /// <summary>Its element type.</summary>
    public TensorElementType Type { get; } = type;

    /// <summary>Its dimensions; -1 where one is free.</summary>
    public ImmutableArray<long> Dims { get; } = dims;

    /// <summary>The axis that counts rows, or null where it has none.</summary>
    public int? BatchAxis { get; } = batchAxis;

    /// <summary>The dimensions of one row: without the batch axis.</summary>
    public ImmutableArray<long> RowShape { get; } = batchAxis is { } axis ? dims.RemoveAt(axis) : dims;

    /// <summary>The name as it stands in JSON.</summary>
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>The elements of one row, or null where a dimension is free.</summary>
    public long? RowElements { get; } = Count(batchAxis is { } axis ? dims.RemoveAt(axis) : dims);

    /// <summary>The bytes of one element; 0 for strings.</summary>
    public int ElementBytes { get; } = ElementTypes.Bytes(type);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {ElementTypes.Name(Type)} {Shapes.Text(Dims)}";

    private static long? Count(ImmutableArray<long> shape) =>
        shape.Any(dim => dim < 0) ? null : shape.Aggregate(1L, (a, b) => checked(a * b));
}

/// <summary>The element types that are served: ONNX's twelve of fixed size, and strings.</summary>
internal static class ElementTypes
{
    /// <summary>The bytes of one element; 0 for strings, -1 for a type that is not served.</summary>
    public static int Bytes(TensorElementType type) => type switch
    {
        TensorElementType.Bool or TensorElementType.Int8 or TensorElementType.UInt8 => 1,
        TensorElementType.Int16 or TensorElementType.UInt16 or TensorElementType.Float16 => 2,
        TensorElementType.Int32 or TensorElementType.UInt32 or TensorElementType.Float => 4,
        TensorElementType.Int64 or TensorElementType.UInt64 or TensorElementType.Double => 8,
        TensorElementType.String => 0,
        _ => -1,
    };

    /// <summary>The type as people write it.</summary>
    public static string Name(TensorElementType type) => type switch
    {
        TensorElementType.Float16 => "float16",
        TensorElementType.Float => "float32",
        TensorElementType.Double => "float64",
#pragma warning disable CA1308 // A word for people, not a key.
        _ => type.ToString().ToLowerInvariant(),
#pragma warning restore CA1308
    };
}

/// <summary>Shapes as people write them.</summary>
internal static class Shapes
{
    /// <summary>Such as <c>[?, 64]</c>.</summary>
    public static string Text(ReadOnlySpan<long> shape)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < shape.Length; i++)
        {
            if (i > 0) text.Append(", ");
            if (shape[i] < 0) text.Append('?');
            else text.Append(shape[i]);
        }

        return text.Append(']').ToString();
    }

    /// <inheritdoc cref="Text(ReadOnlySpan{long})"/>
    public static string Text(ImmutableArray<long> shape) => Text(shape.AsSpan());
}
