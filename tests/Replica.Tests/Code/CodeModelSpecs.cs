using ActorServe.Deployments;
using ActorServe.Replica.Code;
using ActorServe.Replica.Tests.Inference;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServe.Replica.Tests.Code;

public sealed class CodeModelSpecs
{
    private static readonly InferRow Row = new()
    {
        Source = new RowSource(3, 0, 1),
        Topic = "in",
        Offset = 42,
        TimestampMs = 1_000,
        Attempt = 2,
        Key = "k"u8.ToArray(),
        Value = "v"u8.ToArray(),
        ContentType = "text/plain",
        Headers = [new RecordHeader("h", "1"u8.ToArray())],
    };

    [Fact]
    public async Task A_request_carries_all_that_the_record_has()
    {
        DeploymentRequest? seen = null;
        var model = Of((request, _) =>
        {
            seen = request;
            return new(DeploymentResult.None);
        });

        var entries = await model.RunAsync([Row], CancellationToken.None);

        Assert.Equal((RowStatus.Completed, 0), (entries[0].Status, entries[0].Outputs.Length));
        Assert.Equal(
            ("v", "text/plain", "in", 3, 42L, 2), (seen!.Text, seen.ContentType, seen.Topic, seen.Partition, seen.Offset, seen.Attempt));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1), seen.Timestamp);
        Assert.Equal("1"u8.ToArray(), seen.Header("h")!.Value.ToArray());
    }

    [Theory]
    [InlineData(1_700_000_000_000_000)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task A_timestamp_that_is_no_date_fails_no_row(long timestamp)
    {
        var model = Of((_, _) => new(DeploymentResult.None));

        var entries = await model.RunAsync([Row with { TimestampMs = timestamp }], CancellationToken.None);

        Assert.Equal(RowStatus.Completed, entries[0].Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a\0b")]
    public async Task A_header_without_a_name_fails_its_own_row(string? name)
    {
        var model = Of((request, _) => new(DeploymentResult.Of(
            DeploymentOutput.OfText("a") with { Headers = request.Attempt == 2 ? [new DeploymentHeader(name!, "2"u8.ToArray())] : [] })));

        var entries = await model.RunAsync([Row, Row with { Attempt = 1 }], CancellationToken.None);

        Assert.Equal([FailureKind.ModelError, FailureKind.None], entries.Select(entry => entry.Failure));
    }

    [Fact]
    public async Task An_output_whose_content_type_is_longer_than_any_may_be_fails_its_own_row()
    {
        var model = Of((request, _) => new(DeploymentResult.Of(
            new DeploymentOutput("v"u8.ToArray()) { ContentType = new string('t', request.Attempt) })));

        var entries = await model.RunAsync([Row with { Attempt = 257 }, Row with { Attempt = 256 }], CancellationToken.None);

        Assert.Equal(
            (FailureKind.ModelError, "The content type of an output has 257 characters, more than 256."),
            (entries[0].Failure, entries[0].Message));
        Assert.Equal(RowStatus.Completed, entries[1].Status);
    }

    [Fact]
    public async Task Several_outputs_keep_their_keys_headers_and_order()
    {
        var model = Of((_, _) => new(DeploymentResult.OfMany(
            DeploymentOutput.OfText("a") with { Key = "x"u8.ToArray() },
            DeploymentOutput.OfText("b") with { Headers = [new DeploymentHeader("n", "2"u8.ToArray())] })));

        var outputs = (await model.RunAsync([Row], CancellationToken.None))[0].Outputs;

        Assert.Equal("x"u8.ToArray(), outputs[0].Key!.Value.ToArray());
        Assert.Equal(("n", "text/plain"), (outputs[1].Headers[0].Name, outputs[1].ContentType));
        Assert.Null(outputs[1].Key);
    }

    [Fact]
    public async Task Bad_input_gives_the_sender_the_deployments_own_message()
    {
        var model = Of((_, _) => throw new BadInputException("no digit"));

        var entry = (await model.RunAsync([Row], CancellationToken.None))[0];

        Assert.Equal((FailureKind.BadInput, "no digit"), (entry.Failure, entry.Message));
    }

    [Fact]
    public async Task Any_other_exception_gives_the_sender_its_type_alone()
    {
        var model = Of(async (_, _) =>
        {
            await Task.Yield();
            throw new InvalidOperationException("password at /etc/x");
        });

        var entry = (await model.RunAsync([Row], CancellationToken.None))[0];

        Assert.Equal((FailureKind.ModelError, "The deployment threw System.InvalidOperationException."), (entry.Failure, entry.Message));
    }

    [Fact]
    public async Task A_tombstone_is_bad_input()
    {
        var model = Of((_, _) => new(DeploymentResult.None));

        var entry = (await model.RunAsync([Row with { Value = null }], CancellationToken.None))[0];

        Assert.Equal(FailureKind.BadInput, entry.Failure);
    }

    [Fact]
    public async Task The_calls_of_a_batch_are_under_way_together()
    {
        var both = new TaskCompletionSource();
        var calls = 0;
        var model = Of(async (_, _) =>
        {
            if (Interlocked.Increment(ref calls) == 2) both.SetResult();
            await both.Task;
            return DeploymentResult.None;
        });

        var entries = await model.RunAsync([Row, Row], CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal([0, 1], entries.Select(e => e.Row));
    }

    [Fact]
    public async Task A_deployment_is_disposed_after_its_last_run()
    {
        var end = new TaskCompletionSource<DeploymentResult>();
        var deployment = new DisposableDeployment(end.Task);
        var model = Model(deployment);
        var running = model.RunAsync([Row], CancellationToken.None);

        var disposing = model.DisposeAsync();
        Assert.False(deployment.IsDisposed);
        end.SetResult(DeploymentResult.None);
        await running;
        await disposing;

        Assert.True(deployment.IsDisposed);
        Assert.Equal(RowStatus.Failed, (await model.RunAsync([Row], CancellationToken.None))[0].Status);
    }

    private static CodeModel Of(Func<DeploymentRequest, CancellationToken, ValueTask<DeploymentResult>> infer) => Model(new Lambda(infer));

    private static CodeModel Model(IDeployment deployment) => new(
        deployment, new ModelVersion("m", "1"), new FailureLog(new DeploymentId("a", "d"), NullLoggerFactory.Instance));

    private sealed class Lambda(Func<DeploymentRequest, CancellationToken, ValueTask<DeploymentResult>> infer) : IDeployment
    {
        public ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation) =>
            infer(request, cancellation);
    }

    private sealed class DisposableDeployment(Task<DeploymentResult> end) : IDeployment, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;

        public ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation) => new(end);
    }
}
