using System.Text;
using ActorServe.ClusterTests.Nodes;
using ActorServe.Shared.Hosting;
using ActorServe.TestSupport;
using ActorServe.TestSupport.Telemetry;

namespace ActorServe.ClusterTests;

/// <summary>One trace over the nodes of a cluster.</summary>
public sealed class TraceSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task A_trace_goes_from_the_producer_by_gateway_and_replica_to_the_result()
    {
        using var spans = new RecordedSpans();
        await using var topics = new ServedTopics();
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Roles.Seed);
        var replica = await cluster.StartAsync(Roles.Replica);
        await cluster.StartAsync(topics.Gateway);
        await seed.SetTargetsAsync(ServedTopics.Application());
        var producer = RecordedSpans.NewTrace();

        topics.Produce("abc"u8.ToArray(), ("traceparent", RecordedSpans.HeaderOf(producer)), ("tracestate", "vendor=1"));

        await Eventually.AssertAsync(() => Assert.Equal(4, spans.Of(producer.TraceId).Count), TimeSpan.FromMinutes(2));
        var byName = spans.Of(producer.TraceId).ToDictionary(span => span.DisplayName);
        Assert.Equal(producer.SpanId, byName["process in"].ParentSpanId);
        Assert.Equal(byName["process in"].SpanId, byName["infer app/model"].ParentSpanId);
        Assert.Equal(byName["infer app/model"].SpanId, byName["run app/model"].ParentSpanId);
        Assert.Equal(byName["process in"].SpanId, byName["send out"].ParentSpanId);
        Assert.Contains(replica.Address, $"{byName["infer app/model"].GetTagItem("actorserve.replica")}", StringComparison.Ordinal);
        Assert.All(byName.Values, span => Assert.Equal("vendor=1", span.TraceStateString));
        Assert.Equal(
            [$"traceparent={byName["send out"].Id}", "tracestate=vendor=1"],
            topics.AnyResult().Headers.Where(h => h.Key.StartsWith("trace", StringComparison.Ordinal))
                .Select(h => $"{h.Key}={Encoding.ASCII.GetString(h.GetValueBytes())}"));
    }
}
