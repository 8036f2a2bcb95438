using ActorServe.Replica.Inference.Freeing.Onnx;
using static ActorServe.Replica.Inference.Freeing.FreedValue;

namespace ActorServe.Replica.Inference.Freeing;

/// <summary>A node with what is known of its inputs, as the rules of <see cref="RowOperators"/> ask for it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Inputs">Its inputs; null where one is left out.</param>
/// <param name="Opset">The version of the operators.</param>
internal sealed record NodeView(Node Node, FreedValue?[] Inputs, long Opset)
{
    /// <summary>The first input, where it has rows.</summary>
    public Rows? First => Inputs is [Rows rows, ..] ? rows : null;

    /// <summary>The first input's axes; -1 where it has no rows.</summary>
    public int Rank => First?.Rank ?? -1;

    /// <summary>All inputs but the first are the same in every run.</summary>
    public bool AreOthersConstant => Inputs.Skip(1).All(input => input is null or Constant);

    /// <summary>The second input is the same in every run.</summary>
    public bool IsSecondConstant => Inputs is [_, Constant, ..];

    /// <summary>
    /// The axes of an operator that has them as an attribute, or as a constant since a later version; counted from 0. Null where they are
    /// not known.
    /// </summary>
    public long[]? Axes => RawAxes?.Select(axis => axis < 0 ? axis + Rank : axis).ToArray();

    /// <summary>The axes as they stand.</summary>
    public long[]? RawAxes => Inputs.Length > 1 ? (Inputs[1] as Constant)?.Numbers : Numbers("axes");

    /// <summary>An axis, counted from 0.</summary>
    public long Axis(string name, long otherwise) => Number(name, otherwise) is >= 0 and var axis ? axis : Number(name, otherwise) + Rank;

    /// <summary>An attribute that is a number.</summary>
    public long Number(string name, long otherwise) => Node.Attribute.FirstOrDefault(a => a.Name == name)?.I ?? otherwise;

    /// <summary>An attribute that is a list; null where it is not there.</summary>
    public long[]? Numbers(string name) => Node.Attribute.FirstOrDefault(a => a.Name == name)?.Ints.ToArray();

    /// <summary>The shape of a constant input, where it is known.</summary>
    public long[]? ConstantShape(int input) => Inputs.Length > input ? (Inputs[input] as Constant)?.Shape : null;

    /// <summary>Gemm's third input, where there is one, is the same for all rows.</summary>
    public bool Adds(int rank) =>
        Inputs.Length < 3 || Inputs[2] is null
            || (ConstantShape(2) is { } shape && (shape.Length < rank || (shape.Length == rank && shape[0] == 1)));
}
