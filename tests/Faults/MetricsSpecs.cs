using ActorServe.TestSupport;
using ActorServe.TestSupport.Serving;

namespace ActorServe.Faults;

/// <summary>What the programs tell Prometheus, held against what they did.</summary>
public sealed class MetricsSpecs(ITestOutputHelper output)
{
    private const int Records = 5_000;

    [Fact]
    public async Task The_metrics_of_all_nodes_add_up_to_the_records_that_were_answered()
    {
        await using var run = await ClusterRun.StartAsync(output, replicas: 2);

        await run.Application.FeedAsync(Records, perSecond: 5_000);
        await run.Application.AllCommittedAsync(ClusterRun.Patience);

        await Eventually.AssertAsync(async () =>
        {
            Assert.Equal(Records, await SumAsync(run.Cluster.Gateways, "actorserve_records_received_total"));
            Assert.Equal(Records, await SumAsync(run.Cluster.Gateways, "actorserve_records_sent_total"));
            Assert.Equal(0, await SumAsync(run.Cluster.Gateways, "actorserve_consumer_lag"));
            Assert.Equal(0, await SumAsync(run.Cluster.Gateways, "actorserve_records_in_flight"));
        });
        // Each gateway was asked over HTTP, too, before anything began.
        var requests = await SumAsync(run.Cluster.Gateways, "actorserve_http_request_duration_seconds_count", "http_response_status_code=\"200\"");
        Assert.Equal(Records + requests, await SumAsync(run.Cluster.Replicas, "actorserve_replica_rows_total", "actorserve_row_outcome=\"completed\""));
        Assert.Equal(2, await SumAsync(run.Cluster.Replicas, "actorserve_replica_running"));
        Assert.Equal(0, await SumAsync(run.Cluster.Replicas, "actorserve_replica_ongoing"));
        Assert.Equal(1, await SumAsync(run.Cluster.Seeds, "actorserve_application_status", "actorserve_status=\"running\""));
    }

    private static async Task<double> SumAsync(IEnumerable<NodeProcess> nodes, string metric, string labels = "")
    {
        var sums = await Task.WhenAll(nodes.Select(node => node.MetricAsync(metric, labels)));
        return sums.Sum();
    }
}
