using System.Buffers.Binary;
using ActorServe.Replica.Inference.Freeing.Onnx;
using Google.Protobuf;
using Google.Protobuf.Collections;
using static ActorServe.Replica.Inference.Freeing.FreedValue;

namespace ActorServe.Replica.Inference.Freeing;

/// <summary>
/// Frees a batch that a model fixes at one: dimension 0 of its inputs and outputs becomes a symbol, and constant targets of Reshape keep
/// what they find there. Only where every operator is known to keep rows apart; on any doubt the model stays as it is. What comes out is
/// compared with the original before it is used.
/// </summary>
internal sealed class BatchFreeing
{
    private const int Int64 = 7;
    private const string Symbol = "actorserve_batch";
    private readonly Dictionary<string, FreedValue> _values = [];
    private readonly Graph _graph;
    private readonly long _opset;

    private BatchFreeing(Model model)
    {
        _graph = model.Graph;
        _opset = model.OpsetImport.Where(set => set.Domain is "" or "ai.onnx").Select(set => set.Version).DefaultIfEmpty(1).Max();
    }

    /// <summary>The model with its batch freed, or null and the reason why not.</summary>
    public static (byte[]? Model, string Reason) Free(byte[] file)
    {
        try
        {
            var model = Model.Parser.ParseFrom(file);
            if (model.Functions.Count > 0) return (null, "it has functions of its own");
            if (model.Graph.SparseInitializer.Count > 0) return (null, "it has sparse constants");
            var reason = new BatchFreeing(model).Free();
            return reason is null ? (model.ToByteArray(), "") : (null, reason);
        }
        catch (InvalidProtocolBufferException wrong)
        {
            return (null, wrong.Message);
        }
    }

    private string? Free()
    {
        foreach (var tensor in _graph.Initializer) _values[tensor.Name] = Known(tensor);
        foreach (var input in _graph.Input.Where(input => !_values.ContainsKey(input.Name)))
        {
            if (Dims(input) is not [{ DimValue: 1 }, ..] dims) return $"input '{input.Name}' has no batch of one";
            _values[input.Name] = new Rows(dims.Count);
        }

        foreach (var node in _graph.Node.ToList())
        {
            if (Follow(node) is { } reason) return reason;
        }

        foreach (var output in _graph.Output)
        {
            if (Dims(output) is not [{ DimValue: 1 }, ..]) return $"output '{output.Name}' has no batch of one";
            if (_values.GetValueOrDefault(output.Name) is not Rows) return $"output '{output.Name}' does not depend on the inputs";
        }

        Open();
        return null;
    }

    private string? Follow(Node node)
    {
        var what = $"operator {node.OpType}";
        if (node.Domain is not ("" or "ai.onnx")) return $"{what} is of the domain {node.Domain}";
        if (node.Attribute.Any(attribute => attribute.G is not null || attribute.Graphs.Count > 0)) return $"{what} has a graph of its own";
        if (node.Input.Any(name => name.Length > 0 && !_values.ContainsKey(name))) return $"{what} has an input that is not known";
        var inputs = node.Input.Select(name => _values.GetValueOrDefault(name)).ToArray();
        if (!inputs.Any(input => input is Rows))
        {
            foreach (var output in node.Output) _values[output] = ConstantResult(node, inputs);
            return node.OpType.StartsWith("Random", StringComparison.Ordinal) || node.OpType is "Multinomial" or "Bernoulli"
                ? $"{what} draws at random"
                : null;
        }

        var result = node.OpType == "Reshape" ? Reshape(node, inputs) : RowOperators.Result(node, inputs, _opset);
        if (result is null) return $"{what} might mix rows";
        _values[node.Output[0]] = result;
        return null;
    }

    /// <summary>
    /// A Reshape keeps rows apart if its target's first number stands for the batch: one, or what is there, or what is left and was one.
    /// </summary>
    private Rows? Reshape(Node node, FreedValue?[] inputs)
    {
        var allowsZero = node.Attribute.Any(attribute => attribute.Name == "allowzero" && attribute.I != 0);
        if (allowsZero || inputs is not [Rows, Constant { Numbers: { Length: > 0 } target }]) return null;
        var isOneLeft = target[0] == -1
            && _graph.ValueInfo.Concat(_graph.Output).FirstOrDefault(value => value.Name == node.Output[0]) is { } told
            && Dims(told) is [{ DimValue: 1 }, ..];
        if (target[0] is not (0 or 1) && !isOneLeft) return null;
        if (target[0] == 1) node.Input[1] = Target([0, .. target[1..]]);
        return new Rows(target.Length);
    }

    /// <summary>A constant of its own: other nodes may use the original.</summary>
    private string Target(long[] numbers)
    {
        var bytes = new byte[8 * numbers.Length];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), numbers[i]);
        var name = $"{Symbol}_target_{_graph.Initializer.Count}";
        _graph.Initializer.Add(
            new Tensor { Name = name, DataType = Int64, Dims = { numbers.Length }, RawData = UnsafeByteOperations.UnsafeWrap(bytes) });
        return name;
    }

    private void Open()
    {
        var constants = _graph.Initializer.Select(tensor => tensor.Name).ToHashSet();
        foreach (var value in _graph.Input.Where(input => !constants.Contains(input.Name)).Concat(_graph.Output))
            Dims(value)![0].DimParam = Symbol;
        _graph.ValueInfo.Clear();
    }

    private static Constant ConstantResult(Node node, FreedValue?[] inputs) => (node.OpType, inputs) switch
    {
        ("Constant", _) when node.Attribute is [{ T: { } tensor }] => Known(tensor),
        ("Identity" or "Cast", [Constant same]) => same with { Numbers = node.OpType == "Cast" ? null : same.Numbers },
        ("ConstantOfShape", [Constant { Numbers: { } shape }]) => new Constant(shape, null),
        ("Reshape", [Constant, Constant { Numbers: { } shape }]) when shape.All(dim => dim > 0) => new Constant(shape, null),
        _ => new Constant(null, null),
    };

    private static Constant Known(Tensor tensor)
    {
        var shape = tensor.Dims.ToArray();
        if (tensor.DataType != Int64 || shape.Length != 1 || tensor.DataLocation != 0) return new Constant(shape, null);
        if (tensor.Int64Data.Count == shape[0]) return new Constant(shape, [.. tensor.Int64Data]);
        if (tensor.RawData.Length != 8 * shape[0]) return new Constant(shape, null);
        var numbers = new long[shape[0]];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = BinaryPrimitives.ReadInt64LittleEndian(tensor.RawData.Span[(8 * i)..]);
        return new Constant(shape, numbers);
    }

    private static RepeatedField<Dimension>? Dims(Value value) => value.Type?.TensorType?.Shape?.Dim;
}
