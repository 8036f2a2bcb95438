using System.Collections.Frozen;
using ActorServe.Replica.Inference.Freeing.Onnx;
using static ActorServe.Replica.Inference.Freeing.FreedValue;

namespace ActorServe.Replica.Inference.Freeing;

/// <summary>
/// The operators that are known to keep rows apart, each with the conditions under which it does. An operator that is not here, or whose
/// conditions are not seen to hold, is refused: one that mixes rows breaks nothing and answers wrongly.
/// </summary>
internal static class RowOperators
{
    private const int LastOpsetOfFlattenedSoftmax = 12;

    private static readonly FrozenDictionary<string, Rule> Rules = Table();

    /// <summary>What a node makes of its inputs; null where it might mix rows.</summary>
    public static FreedValue? Result(Node node, FreedValue?[] inputs, long opset)
    {
        // Dropout's second output is its mask; where anything uses it, it is a value that is not known.
        if (node.Output.Count(name => name.Length > 0) != 1 && node.OpType != "Dropout") return null;
        return Rules.TryGetValue(node.OpType, out var rule) ? rule(new NodeView(node, inputs, opset)) : null;
    }

    private delegate FreedValue? Rule(NodeView node);

    private static FrozenDictionary<string, Rule> Table()
    {
        var table = new Dictionary<string, Rule>
        {
            ["Flatten"] = node => node.Axis("axis", 1) == 1 ? new Rows(2) : null,
            ["Gemm"] = node =>
                node.Number("transA", 0) == 0 && node.IsSecondConstant && node.Rank == 2 && node.Adds(2) ? new Rows(2) : null,
            ["MatMul"] = node => node.IsSecondConstant && node.Rank >= 2 && node.ConstantShape(1)?.Length == 2 ? node.First : null,
            ["Concat"] = node => node.Inputs.All(input => input == node.First) && node.Axis("axis", 0) != 0 ? node.First : null,
            ["Transpose"] = node => node.Numbers("perm") is [0, ..] ? node.First : null,
            ["Squeeze"] = node => Resized(node, -1),
            ["Unsqueeze"] = node => Resized(node, 1),
            ["ArgMax"] = node => Reduced(node, [node.Axis("axis", 0)]),
            ["ArgMin"] = node => Reduced(node, [node.Axis("axis", 0)]),
        };
        Add(
            table, Alone, "Relu", "LeakyRelu", "Elu", "Selu", "Celu", "Gelu", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Softplus",
            "Softsign", "Erf", "Exp", "Log", "Sqrt", "Abs", "Neg", "Floor", "Ceil", "Round", "Sign", "Reciprocal", "Not", "Identity",
            "Cast", "Clip", "Dropout", "LRN");
        Add(
            table, Aligned, "Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "Sum", "Mean", "PRelu", "And", "Or", "Xor", "Equal",
            "Greater", "Less", "GreaterOrEqual", "LessOrEqual", "Where");
        Add(
            table, Spatial, "Conv", "ConvTranspose", "MaxPool", "AveragePool", "LpPool", "GlobalAveragePool", "GlobalMaxPool",
            "GlobalLpPool", "BatchNormalization", "InstanceNormalization");
        Add(table, AlongAxis, "Softmax", "LogSoftmax", "Hardmax", "LayerNormalization");
        Add(
            table, node => Reduced(node, node.Axes), "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1",
            "ReduceL2", "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp");
        return table.ToFrozenDictionary();
    }

    private static void Add(Dictionary<string, Rule> table, Rule rule, params string[] operators)
    {
        foreach (var name in operators) table.Add(name, rule);
    }

    /// <summary>Element by element; further inputs, such as a bound, are the same for all rows.</summary>
    private static Rows? Alone(NodeView node) =>
        node.AreOthersConstant && (node.Node.OpType != "Dropout" || node.Inputs.Length <= 2) ? node.First : null;

    /// <summary>Element by element with broadcasting: rows must stay on axis 0, and a constant must be the same for all of them.</summary>
    private static Rows? Aligned(NodeView node)
    {
        var rows = node.Inputs.OfType<Rows>().First();
        return node.Inputs.All(input => input == rows || IsForAllRows(input, rows.Rank)) ? rows : null;
    }

    private static bool IsForAllRows(FreedValue? input, int rank) =>
        input is Constant { Shape: { } shape } && (shape.Length < rank || (shape.Length == rank && shape[0] == 1));

    /// <summary>Rows of channels of positions, with weights that are the same for all.</summary>
    private static Rows? Spatial(NodeView node) =>
        node.AreOthersConstant && node.Rank >= (node.Node.OpType == "BatchNormalization" ? 2 : 3) && node.Number("training_mode", 0) == 0
            ? node.First
            : null;

    private static Rows? AlongAxis(NodeView node)
    {
        var isOld = node.Opset <= LastOpsetOfFlattenedSoftmax && node.Node.OpType != "LayerNormalization";
        return node.AreOthersConstant && node.Axis("axis", isOld ? 1 : -1) > 0 ? node.First : null;
    }

    private static Rows? Reduced(NodeView node, long[]? axes)
    {
        if (node.First is not { } rows || axes is null or [] || axes.Any(axis => axis <= 0)) return null;
        return node.Number("keepdims", 1) == 1 ? rows : new Rows(rows.Rank - axes.Length);
    }

    private static Rows? Resized(NodeView node, int sign)
    {
        if (node.First is not { } rows || node.RawAxes is not { Length: > 0 } axes) return null;
        var rank = rows.Rank + (sign * axes.Length);
        var from = sign > 0 ? rank : rows.Rank;
        return axes.All(axis => (axis < 0 ? axis + from : axis) > 0) ? new Rows(rank) : null;
    }
}
