using System.Runtime.InteropServices;
using ActorServe.Replica.Inference;
using ActorServe.Replica.Inference.Freeing;
using ActorServe.TestSupport;

namespace ActorServe.Replica.Tests.Inference;

public sealed class BatchFreeingSpecs : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"actorserve-{Guid.NewGuid():N}.onnx");

    [Fact]
    public async Task A_batch_of_one_is_freed()
    {
        await using var lease = await Models.AcquireTest("batch_of_one");

        var entries = await lease.Run(Models.Json("[1,-2,3,-4]"), Models.Json("[5,6,7,8]"));

        Assert.Equal(BatchMode.Batched, Mode(lease));
        Assert.Equal(["""{"y":[-1,2,-3,4]}""", """{"y":[-5,-6,-7,-8]}"""], entries.Select(entry => entry.Text()));
    }

    [Fact]
    public async Task A_convolutional_network_with_a_constant_reshape_is_freed_and_answers_as_before()
    {
        OnnxBuilder.MnistSizedCnn(_file);
        var images = Enumerable.Range(1, 32).Select(seed => Models.Row(Image(seed), "application/octet-stream")).ToArray();
        await using var lease = await Models.Store().Acquire(_file, 32);

        var batch = await lease.Run(images);

        Assert.Equal(BatchMode.Batched, Mode(lease));
        for (var i = 0; i < images.Length; i++)
        {
            var single = await lease.Run(images[i]);
            AssertNear(single[0].Outputs[0].Value.Span, batch[i].Outputs[0].Value.Span);
        }
    }

    [Fact]
    public async Task A_model_that_mixes_rows_keeps_its_batch_of_one_and_answers_row_by_row()
    {
        Mean(("axes", new long[] { 0, 1 }), ("keepdims", 1L)).Save(_file);
        await using var lease = await Models.Store().Acquire(_file);

        var entries = await lease.Run(Models.Json("[1,2,3,6]"), Models.Json("[0,0,0,4]"));

        Assert.Equal(BatchMode.One, Mode(lease));
        Assert.Equal(["""{"y":[3]}""", """{"y":[1]}"""], entries.Select(entry => entry.Text()));
    }

    [Fact]
    public async Task A_model_without_a_batch_takes_the_whole_of_its_input_as_a_row()
    {
        await using var lease = await Models.AcquireTest("no_batch");

        var entries = await lease.Run(Models.Json("[1,2,3,4]"), Models.Json("[4,4,4,4]"));

        Assert.Equal(BatchMode.Whole, Mode(lease));
        Assert.Equal(["""{"y":10}""", """{"y":16}"""], entries.Select(entry => entry.Text()));
    }

    public static TheoryData<string> Refused => [.. Doubtful.Keys];

    [Theory]
    [MemberData(nameof(Refused))]
    public void An_operator_that_might_mix_rows_is_refused(string what)
    {
        var (model, reason) = BatchFreeing.Free(Doubtful[what].ToArray());

        Assert.True(model is null, what);
        Assert.Contains("might mix rows", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reduction_of_other_axes_is_freed()
    {
        Assert.NotNull(BatchFreeing.Free(Mean(("axes", new long[] { -1 }), ("keepdims", 1L)).ToArray()).Model);
    }

    [Fact]
    public void A_file_that_is_no_model_is_refused()
    {
        Assert.Null(BatchFreeing.Free([1, 2, 3, 255, 255]).Model);
    }

    [Fact]
    public async Task SqueezeNet_is_freed()
    {
        var path = Environment.GetEnvironmentVariable("ACTORSERVE_SQUEEZENET");
        Assert.SkipWhen(path is null, "ACTORSERVE_SQUEEZENET names no squeezenet.onnx.");

        await using var lease = await Models.Store().Acquire(path!, 2);

        Assert.Equal(BatchMode.Batched, Mode(lease));
    }

    public void Dispose() => File.Delete(_file);

    private static Dictionary<string, OnnxBuilder> Doubtful { get; } = new()
    {
        ["a mean over rows"] = Mean(("axes", new long[] { 0 }), ("keepdims", 1L)),
        ["a mean over all axes"] = Mean(("keepdims", 1L)),
        ["a softmax over rows"] = OneNode("Softmax", [], ("axis", 0L)),
        ["an old softmax over everything"] = OneNode("Softmax", [], ("axis", -2L)),
        ["a cumulative sum"] = OneNode("CumSum", ["zero"]).Constant("zero", 0),
        ["a gather of rows"] = OneNode("Gather", ["zero"]).Constant("zero", 0),
        ["a transpose that moves the rows"] = OneNode("Transpose", [], ("perm", new long[] { 1, 0 })),
        ["a reshape of rows to columns"] = OneNode("Reshape", ["target"]).Constant("target", 4, 1),
        ["a reshape whose rows are not known"] = new OnnxBuilder().Input("x", OnnxType.Fp32, 1, 4).Output("y", OnnxType.Fp32, 1, 4)
            .Constant("target", -1, 4).Node("Reshape", ["x", "target"], ["r"]).Node("Relu", ["r"], ["y"]),
        ["a constant for each row"] = OneNode("Add", ["two"]).Constant("two", [1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f], 2, 4),
        ["a constant with more axes"] = OneNode("Add", ["deep"]).Constant("deep", [1f, 2f], 2, 1, 1),
        ["a product from the left"] = new OnnxBuilder().Input("x", OnnxType.Fp32, 1, 4).Output("y", OnnxType.Fp32, 1, 4)
            .Constant("w", [1f], 1, 1).Node("MatMul", ["w", "x"], ["y"]),
        ["an operator nobody knows"] = OneNode("NonMaxSuppression", []),
    };

    private static OnnxBuilder Mean(params (string, object)[] attributes) => new OnnxBuilder(opset: 13)
        .Input("x", OnnxType.Fp32, 1, 4).Output("y", OnnxType.Fp32, 1, 1).Node("ReduceMean", ["x"], ["y"], attributes);

    private static OnnxBuilder OneNode(string op, string[] constants, params (string, object)[] attributes) => new OnnxBuilder(opset: 12)
        .Input("x", OnnxType.Fp32, 1, 4).Output("y", OnnxType.Fp32, 1, 4).Node(op, ["x", .. constants], ["y"], attributes);

    private static BatchMode Mode(IModelLease lease) => Assert.IsType<OnnxModel>(lease.Model).Signature.Mode;

    private static byte[] Image(int seed)
    {
        var random = new Random(seed);
        return MemoryMarshal.AsBytes<float>([.. Enumerable.Range(0, 784).Select(_ => random.NextSingle())]).ToArray();
    }

    private static void AssertNear(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> found)
    {
        var (a, b) = (MemoryMarshal.Cast<byte, float>(expected).ToArray(), MemoryMarshal.Cast<byte, float>(found).ToArray());
        Assert.Equal(10, a.Length);
        Assert.All(a.Zip(b), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }
}
