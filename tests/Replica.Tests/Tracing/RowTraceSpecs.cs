using System.Diagnostics;
using ActorServe.Replica.Tests.Serving;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport.Telemetry;
using Akka.Actor;
using static ActorServe.Replica.Serving.ReplicaMessages;
using static ActorServe.Replica.Tests.Serving.TestRows;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Replica.Tests.Tracing;

/// <summary>The spans of traced rows at a replica, and of their runs.</summary>
public sealed class RowTraceSpecs() : ReplicaActorTestKit(threads: 1)
{
    private readonly RecordedSpans _spans = new();

    protected override async Task AfterAllAsync()
    {
        await base.AfterAllAsync();
        _spans.Dispose();
    }

    [Fact]
    public async Task Each_traced_row_has_a_span_and_their_run_one_that_is_linked_with_all()
    {
        var (one, other) = (RecordedSpans.NewTrace(), RecordedSpans.NewTrace());
        var replica = await StartAsync();

        replica.Tell(Traced(one, null, other), TestActor);
        await ExpectMsgAsync<BatchReply>(Long);

        var (first, second) = (_spans.Of(one.TraceId), Assert.Single(_spans.Of(other.TraceId)));
        Assert.Equal(["infer digits/classifier", "run digits/classifier"], first.Select(span => span.DisplayName));
        Assert.Equal([one.SpanId, first[0].SpanId], first.Select(span => span.ParentSpanId));
        Assert.Equal(other.SpanId, second.ParentSpanId);
        Assert.Equal(second.SpanId, Assert.Single(first[1].Links).Context.SpanId);
        Assert.Equal(first[1].SpanId, Assert.Single(second.Links).Context.SpanId);
        Assert.Equal(3, first[1].GetTagItem("actorserve.run.rows"));
        Assert.Equal(3, Assert.Single(second.Events).Tags.Single().Value);
        Assert.Equal(("completed", 1), (second.GetTagItem("actorserve.outcome"), second.GetTagItem("actorserve.attempt")));
    }

    [Fact]
    public async Task A_row_that_fails_fails_its_span_without_a_message()
    {
        var trace = RecordedSpans.NewTrace();
        _model.Answer = (index, _) => RowEntry.Failed(index, FailureKind.ModelError, "secret");
        var replica = await StartAsync();

        replica.Tell(Traced(trace), TestActor);
        await ExpectMsgAsync<BatchReply>(Long);

        var span = _spans.Of(trace.TraceId)[0];
        Assert.Equal((ActivityStatusCode.Error, null, "model_error"), (span.Status, span.StatusDescription, span.GetTagItem("error.type")));
    }

    [Fact]
    public async Task A_run_leaves_nothing_current_to_the_next_on_its_thread()
    {
        var trace = RecordedSpans.NewTrace();
        var current = new List<string?>();
        _model.Answer = (index, row) =>
        {
            current.Add(Activity.Current?.DisplayName);
            return RowEntry.Completed(index, [new RowOutput(row.Value!.Value)]);
        };
        var replica = await StartAsync();

        replica.Tell(Traced(trace), TestActor);
        await ExpectMsgAsync<BatchReply>(Long);
        replica.Tell(Traced((ActivityContext?)null), TestActor);
        await ExpectMsgAsync<BatchReply>(Long);

        Assert.Equal(["run digits/classifier", null], current);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_row_whose_replica_stops_before_its_answer_ends_its_span_as_abandoned(bool isCrash)
    {
        var trace = RecordedSpans.NewTrace();
        _model.IsHolding = true;
        var replica = await StartAsync();
        replica.Tell(Traced(trace, null), TestActor);
        var run = await _model.HeldAsync();

        replica.Tell(isCrash ? Kill.Instance : new Drain(TimeSpan.Zero));

        await AwaitAssertAsync(() => Assert.Single(_spans.Of(trace.TraceId)), Long);
        var span = _spans.Of(trace.TraceId)[0];
        Assert.Equal(
            ("infer digits/classifier", "abandoned", ActivityStatusCode.Unset),
            (span.DisplayName, span.GetTagItem("actorserve.outcome"), span.Status));
        run.End();
    }

    private async Task<IActorRef> StartAsync() => (await StartAsync(Deployment)).Replica;

    private static InferBatch Traced(params ActivityContext?[] traces) =>
        new(Me, 1, [.. traces.Select((trace, n) => Row(n) with { Trace = trace is { } context ? TraceContext.Of(context) : null })]);
}
