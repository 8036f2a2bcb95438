using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;

namespace ActorServe.Replica.Inference;

/// <summary>Reads a model's signature from its session.</summary>
internal static class SignatureReader
{
    /// <summary>
    /// The signature, as far as the model declares it. Rows are stacked where dimension 0 is free in every input; whether each output
    /// then has a row for each is <see cref="DeclaresRows"/>, or must be tried.
    /// </summary>
    /// <exception cref="ModelLoadException">An input or output is not served.</exception>
    public static ModelSignature Read(InferenceSession session, string file)
    {
        var inputs = session.InputNames.Select(name => (Name: name, Data: session.InputMetadata[name])).ToList();
        var outputs = session.OutputNames.Select(name => (Name: name, Data: session.OutputMetadata[name])).ToList();
        if (inputs.Count == 0) throw new ModelLoadException($"{file}: the model has no inputs.");
        foreach (var (name, data) in inputs) Check("input", name, data, file);
        foreach (var (name, data) in outputs) Check("output", name, data, file);

        var mode = Mode(inputs.Select(i => i.Data), outputs.Select(o => o.Data));
        int? axis = mode == BatchMode.Whole ? null : 0;
        return new ModelSignature(
            [.. inputs.Select(i => new TensorSpec(i.Name, i.Data.ElementDataType, Dims(i.Data), axis))],
            [.. outputs.Select(o => new TensorSpec(o.Name, o.Data.ElementDataType, OutputDims(o.Data, mode), axis))],
            mode);
    }

    /// <summary>Every output is declared with a free dimension 0, as the inputs are.</summary>
    public static bool DeclaresRows(InferenceSession session) =>
        session.OutputMetadata.Values.All(output => output.Dimensions.Length > 0 && output.Dimensions[0] < 0);

    /// <summary>The same model with rows that become runs in another way.</summary>
    public static ModelSignature As(BatchMode mode, ModelSignature signature)
    {
        int? axis = mode == BatchMode.Whole ? null : 0;
        return new ModelSignature([.. signature.Inputs.Select(With)], [.. signature.Outputs.Select(With)], mode);

        TensorSpec With(TensorSpec tensor) => new(tensor.Name, tensor.Type, tensor.Dims, axis);
    }

    private static void Check(string what, string name, NodeMetadata data, string file)
    {
        if (data.OnnxValueType != OnnxValueType.ONNX_TYPE_TENSOR)
        {
            var kind = data.OnnxValueType.ToString().Replace("ONNX_TYPE_", "", StringComparison.Ordinal);
            throw new ModelLoadException($"{file}: {what} '{name}' is a {kind}; only tensors are served.");
        }

        if (ElementTypes.Bytes(data.ElementDataType) < 0)
        {
            throw new ModelLoadException($"{file}: {what} '{name}' has elements of {data.ElementDataType}, which are not served.");
        }
    }

    private static BatchMode Mode(IEnumerable<NodeMetadata> inputs, IEnumerable<NodeMetadata> outputs)
    {
        if (inputs.All(input => input.Dimensions.Length > 0 && input.Dimensions[0] < 0)) return BatchMode.Batched;
        return inputs.Concat(outputs).All(tensor => tensor.Dimensions.Length > 0 && tensor.Dimensions[0] == 1)
            ? BatchMode.One
            : BatchMode.Whole;
    }

    private static ImmutableArray<long> Dims(NodeMetadata data) => [.. data.Dimensions.Select(dim => (long)dim)];

    // A scalar and a shape that is not known look the same: with rows, the rest of it is found when the model runs.
    private static ImmutableArray<long> OutputDims(NodeMetadata data, BatchMode mode) =>
        mode == BatchMode.Batched && data.Dimensions.Length == 0 ? [-1, -1] : Dims(data);
}
