using System.Runtime.InteropServices;
using System.Text.Json;
using ActorServe.Replica.Inference;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport;

namespace ActorServe.Replica.Tests.Inference;

public sealed class OnnxModelSpecs
{
    public static TheoryData<int> Answered => [.. ModelCase.All.Index().Where(c => c.Item.Error is null).Select(c => c.Index)];

    [Theory]
    [MemberData(nameof(Answered))]
    public async Task Each_row_of_a_case_is_answered_in_json_as_the_runtime_answers_it_elsewhere(int index)
    {
        var told = ModelCase.All[index];
        await using var lease = await Models.AcquireTest(told.Model);

        var entries = await lease.Run([.. Enumerable.Range(0, told.Rows).Select(row => Models.Json(told.Json(row)))]);

        for (var row = 0; row < told.Rows; row++)
        {
            var answer = JsonDocument.Parse(entries[row].Text()).RootElement;
            foreach (var (name, tensor) in told.Outputs!)
            {
                AssertSame(told.Row(tensor, row), answer.GetProperty(name), $"{told.Model}, row {row}, {name}");
            }
        }
    }

    [Fact]
    public async Task A_row_that_the_model_refuses_fails_alone()
    {
        await using var lease = await Models.AcquireTest("lookup");

        var entries = await lease.Run(Models.Json("3"), Models.Json("10"), Models.Json("[0]"), Models.Json("""{"index":9}"""));

        Assert.Equal(["""{"value":4.5}""", """{"value":0}""", """{"value":13.5}"""], entries.RemoveAt(1).Select(entry => entry.Text()));
        Assert.Equal((1, RowStatus.Failed, FailureKind.BadInput), (entries[1].Row, entries[1].Status, entries[1].Failure));
    }

    [Fact]
    public async Task A_message_for_a_sender_names_no_source_file()
    {
        await using var lookup = await Models.AcquireTest("lookup");
        await using var allocate = await Models.AcquireTest("allocate");

        var messages = new[]
        {
            (await lookup.Run(Models.Json("10")))[0].Message!, (await allocate.Run(Models.Json("[10000000000000]")))[0].Message!,
        };

        Assert.All(messages, message => Assert.DoesNotMatch(@"[/\\]\w+[/\\.]|\.cc|\n", message));
        Assert.Contains("idx=10", messages[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_allocation_that_fails_is_a_model_error_and_the_model_goes_on()
    {
        await using var lease = await Models.AcquireTest("allocate");

        var entries = await lease.Run(Models.Json("[10000000000000]"), Models.Json("[1000]"));

        Assert.Equal(FailureKind.ModelError, entries[0].Failure);
        Assert.Equal("""{"total":0}""", entries[1].Text());
    }

    [Fact]
    public async Task Rows_of_different_lengths_are_answered_each()
    {
        await using var lease = await Models.AcquireTest("any_length");

        var entries = await lease.Run(
            Models.Json("[1,2,3]"), Models.Json("[4,4]"), Models.Json("[1]"), Models.Json("[3,4,5]"), Models.Json("[[1]]"));

        Assert.Equal(["""{"y":2}""", """{"y":4}""", """{"y":1}""", """{"y":4}"""], entries.Take(4).Select(entry => entry.Text()));
        Assert.Equal(FailureKind.BadInput, entries[4].Failure);
    }

    [Fact]
    public async Task Raw_rows_are_the_bytes_of_the_input_and_of_the_output()
    {
        await using var lease = await Models.AcquireTest("identity_fp32");
        var row = MemoryMarshal.AsBytes<float>([1.5f, float.NaN, -0f]).ToArray();

        var entries = await lease.Run(Models.Raw(row), Models.Raw(1, 2, 3), Models.Raw(row));

        Assert.Equal(row, Assert.Single(entries[0].Outputs).Value.ToArray());
        Assert.Equal(row, Assert.Single(entries[2].Outputs).Value.ToArray());
        Assert.Equal("input 'x': 3 bytes, expected 12 for float32 [3]", entries[1].Message);
    }

    [Fact]
    public async Task Rows_of_several_formats_share_a_batch()
    {
        await using var lease = await Models.AcquireTest("identity_uint8");

        var entries = await lease.Run(
            Models.Raw(1, 2, 3), Models.Json("[4,5,6]"), Models.Row([1], "text/plain"), new InferRow { ContentType = "application/json" });

        Assert.Equal([1, 2, 3], entries[0].Outputs[0].Value.ToArray());
        Assert.Equal("""{"y":[4,5,6]}""", entries[1].Text());
        Assert.Equal(
            "content type 'text/plain' is not supported: expected application/json or application/octet-stream", entries[2].Message);
        Assert.Contains("no value", entries[3].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_time_is_over_fails_its_rows_and_the_next_run_goes_well()
    {
        await using var lease = await Models.AcquireTest("slow");
        var row = Models.Raw(new byte[1024]);

        var late = await lease.Model.RunAsync([row, row], new CancellationToken(canceled: true));
        var next = await lease.Run(row);

        Assert.All(late, entry => Assert.Equal(FailureKind.Timeout, entry.Failure));
        Assert.Equal(RowStatus.Completed, next[0].Status);
    }

    [Fact]
    public async Task A_run_is_stopped_in_its_midst_when_its_time_is_over()
    {
        await using var lease = await Models.AcquireTest("slow");
        var row = Models.Raw(new byte[1024]);
        using var time = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        var late = await lease.Model.RunAsync([.. Enumerable.Repeat(row, 20_000)], time.Token);
        var next = await lease.Run(row);

        // What was answered before stays; from there to the end nothing was.
        Assert.All(late.SkipWhile(entry => entry.Status == RowStatus.Completed), entry => Assert.Equal(FailureKind.Timeout, entry.Failure));
        Assert.Equal(FailureKind.Timeout, late[^1].Failure);
        Assert.Equal(RowStatus.Completed, next[0].Status);
    }

    [Fact]
    public async Task Rows_that_are_too_much_for_one_batch_are_answered_in_several()
    {
        await using var lease = await Models.AcquireTest("any_length");
        var large = Models.Raw(MemoryMarshal.AsBytes<float>(Enumerable.Repeat(2f, 1 << 20).ToArray()).ToArray());

        var entries = await lease.Run([.. Enumerable.Repeat(large, 20), Models.Raw(1, 2, 3)]);

        Assert.All(entries.Take(20), entry => Assert.Equal(2f, MemoryMarshal.Read<float>(entry.Outputs.Single().Value.Span)));
        Assert.Equal(FailureKind.BadInput, entries[20].Failure);
        Assert.InRange(((OnnxModel)lease.Model).KeptBytes, 0, 2 * (ModelSignature.MostBatchBytes + (4 << 20)));
    }

    [Fact]
    public async Task Memory_of_a_large_batch_is_given_back_when_small_ones_follow()
    {
        await using var lease = await Models.AcquireTest("any_length");
        await lease.Run(Models.Raw(new byte[8 << 20]));
        Assert.InRange(((OnnxModel)lease.Model).KeptBytes, 8 << 20, int.MaxValue);

        for (var i = 0; i < 2 * RecentPeak.Runs; i++) await lease.Run(Models.Json("[1,2,3]"));

        Assert.InRange(((OnnxModel)lease.Model).KeptBytes, 0, RecentPeak.Least);
    }

    [Fact]
    public async Task A_batch_of_more_rows_than_memory_allows_does_not_keep_a_model_from_loading()
    {
        var file = Path.Combine(Path.GetTempPath(), $"actorserve-{Guid.NewGuid():N}.onnx");
        new OnnxBuilder().Input("x", OnnxType.Fp32, "batch", 1 << 20)
            .Output("y", OnnxType.Fp32, "batch", 1 << 20).Node("Neg", ["x"], ["y"]).Save(file);

        await using var lease = await Models.Store().Acquire(file, maxBatchSize: 4_096);
        File.Delete(file);

        Assert.Equal(1, ((OnnxModel)lease.Model).Signature.MostRows);
    }

    [Fact]
    public async Task A_model_whose_batch_is_free_in_name_only_is_run_row_by_row()
    {
        var file = Path.Combine(Path.GetTempPath(), $"actorserve-{Guid.NewGuid():N}.onnx");
        new OnnxBuilder().Input("x", OnnxType.Fp32, "batch", 2).Output("y", OnnxType.Fp32, "batch", 2)
            .Constant("flat", 1, 2).Node("Reshape", ["x", "flat"], ["y"]).Save(file);
        await using var lease = await Models.Store().Acquire(file);
        File.Delete(file);

        var entries = await lease.Run(Models.Json("[1,2]"), Models.Json("[3,4]"));

        Assert.Equal(BatchMode.One, Assert.IsType<OnnxModel>(lease.Model).Signature.Mode);
        Assert.Equal(["""{"y":[1,2]}""", """{"y":[3,4]}"""], entries.Select(entry => entry.Text()));
    }

    [Fact]
    public async Task A_model_that_answers_a_batch_as_one_takes_the_whole_of_its_input_as_a_row()
    {
        var file = Path.Combine(Path.GetTempPath(), $"actorserve-{Guid.NewGuid():N}.onnx");
        new OnnxBuilder(opset: 13).Input("x", OnnxType.Fp32, "batch", 2).Output("y", OnnxType.Fp32)
            .Node("ReduceMean", ["x"], ["y"], ("keepdims", 0L)).Save(file);
        await using var lease = await Models.Store().Acquire(file);
        File.Delete(file);

        var entries = await lease.Run(Models.Json("[[1,2],[3,6]]"), Models.Json("[[1,2]]"), Models.Json("[1,2]"));

        Assert.Equal(["""{"y":3}""", """{"y":1.5}"""], entries.Take(2).Select(entry => entry.Text()));
        Assert.Equal(FailureKind.BadInput, entries[2].Failure);
    }

    [Fact]
    public async Task Answers_of_one_run_stay_as_they_are_in_later_runs()
    {
        await using var lease = await Models.AcquireTest("identity_uint8");

        var first = await lease.Run(Models.Raw(1, 2, 3), Models.Raw(4, 5, 6));
        await lease.Run(Models.Raw(7, 8, 9), Models.Raw(7, 8, 9));

        Assert.Equal([1, 2, 3], first[0].Outputs[0].Value.ToArray());
        Assert.Equal([4, 5, 6], first[1].Outputs[0].Value.ToArray());
    }

    [Fact]
    public async Task Batches_of_any_size_in_any_order_are_answered()
    {
        await using var lease = await Models.AcquireTest("identity_uint8");

        foreach (var size in Enumerable.Range(0, 12).Select(i => i % 3 == 0 ? 300 : 12 - i))
        {
            var entries = await lease.Run([.. Enumerable.Range(0, size).Select(row => Models.Raw((byte)row, (byte)size, 0))]);
            Assert.All(entries, entry => Assert.Equal([(byte)entry.Row, (byte)size, 0], entry.Outputs[0].Value.ToArray()));
        }
    }

    private static void AssertSame(JsonElement expected, JsonElement found, string where)
    {
        if (expected.ValueKind == JsonValueKind.Array)
        {
            Assert.True(expected.GetArrayLength() == found.GetArrayLength(), $"{where}: {expected} against {found}");
            foreach (var (a, b) in expected.EnumerateArray().Zip(found.EnumerateArray())) AssertSame(a, b, where);
        }
        else if (expected.ValueKind == JsonValueKind.Number && expected.GetRawText().AsSpan().IndexOfAny('.', 'e') >= 0)
        {
            Assert.True(
                Math.Abs(expected.GetDouble() - found.GetDouble()) <= 1e-6 * Math.Abs(expected.GetDouble()),
                $"{where}: {expected} against {found}");
        }
        else
        {
            Assert.True(
                expected.GetRawText() == found.GetRawText() || expected.GetString() == found.GetString(),
                $"{where}: {expected} against {found}");
        }
    }
}
