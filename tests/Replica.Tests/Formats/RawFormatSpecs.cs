using ActorServe.Replica.Formats;
using ActorServe.Replica.Inference;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ActorServe.Replica.Tests.Formats;

public sealed class RawFormatSpecs
{
    private readonly RawFormat _format = new();

    [Theory]
    [InlineData(8, "[2, 2]")]
    [InlineData(0, "[0, 2]")]
    [InlineData(12, "[3, 2]")]
    public void A_free_dimension_is_told_by_the_length(int bytes, string shape)
    {
        var columns = Columns(Spec("x", TensorElementType.Int16, -1, 2));

        Assert.Null(_format.Read(new byte[bytes], columns));

        Assert.Equal(shape, Shapes.Text(columns.Columns[0].Shape(0)));
    }

    [Fact]
    public void Bytes_that_are_no_whole_row_are_refused()
    {
        Assert.Equal(
            "input 'x': 7 bytes, expected a multiple of 4 for int16 [?, 2]",
            _format.Read(new byte[7], Columns(Spec("x", TensorElementType.Int16, -1, 2))));
        Assert.Equal("input 'x': 0 bytes, expected 4 for float32 []", _format.Read([], Columns(Spec("x", TensorElementType.Float))));
    }

    [Fact]
    public void A_bool_is_zero_or_one()
    {
        Assert.Equal(
            "input 'x': byte 1 is 2, expected 0 or 1 for a bool", _format.Read([1, 2, 0], Columns(Spec("x", TensorElementType.Bool, 3))));
    }

    [Fact]
    public void What_raw_bytes_cannot_carry_is_refused_for_every_row()
    {
        var number = Spec("n", TensorElementType.Float, 2);
        var free = Spec("f", TensorElementType.Float, -1);

        Assert.Null(_format.Refusal(new([number], [number, number], BatchMode.Batched)));
        Assert.Null(_format.Refusal(new([free], [free], BatchMode.Batched)));
        Assert.Contains("2 inputs (n, f)", _format.Refusal(new([number, free], [number], BatchMode.Batched)), StringComparison.Ordinal);
        Assert.Contains(
            "'s' is of strings", _format.Refusal(new([Spec("s", TensorElementType.String)], [number], BatchMode.Batched)),
            StringComparison.Ordinal);
        Assert.Contains("several outputs", _format.Refusal(new([number], [number, free], BatchMode.Batched)), StringComparison.Ordinal);
        Assert.Contains(
            "several free", _format.Refusal(new([Spec("f", TensorElementType.Float, -1, -1)], [number], BatchMode.Batched)),
            StringComparison.Ordinal);
    }

    private static RowColumns Columns(TensorSpec input) => new(new ModelSignature([input], [], BatchMode.Batched));

    private static TensorSpec Spec(string name, TensorElementType type, params long[] row) => new(name, type, [-1, .. row], 0);
}
