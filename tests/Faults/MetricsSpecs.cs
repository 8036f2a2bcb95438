using ActorServe.TestSupport;
using ActorServe.TestSupport.Kafka;
using ActorServe.TestSupport.Serving;
using Confluent.Kafka;

namespace ActorServe.Faults;

/// <summary>What the programs tell Prometheus, held against what they did.</summary>
public sealed class MetricsSpecs(ITestOutputHelper output)
{
    private const int Records = 5_000;

    [Fact]
    public async Task The_metrics_of_all_nodes_add_up_to_the_records_that_were_answered()
    {
        await using var run = await ClusterRun.StartAsync(output, replicas: 2);
        // What is in flight while partitions change hands is read twice, and so counted twice.
        await run.GatewaysReadAsync(2);

        // Each was asked over HTTP, too, until it answered.
        var before = await RowsAsync();

        await run.Application.FeedAsync(Records, perSecond: 5_000);
        await run.Application.AllCommittedAsync(ClusterRun.Patience);

        await Eventually.AssertAsync(async () =>
        {
            Assert.Equal(Records, await SumAsync(run.Cluster.Gateways, "actorserve_records_received_total"));
            Assert.Equal(Records, await SumAsync(run.Cluster.Gateways, "actorserve_records_sent_total"));
            Assert.Equal(0, await SumAsync(run.Cluster.Gateways, "actorserve_consumer_lag"));
            Assert.Equal(0, await SumAsync(run.Cluster.Gateways, "actorserve_records_in_flight"));
            Assert.Equal(Records, await RowsAsync() - before);
            Assert.Equal(2, await SumAsync(run.Cluster.Replicas, "actorserve_replica_running"));
            Assert.Equal(0, await SumAsync(run.Cluster.Replicas, "actorserve_replica_ongoing"));
            Assert.Equal(1, await SumAsync(run.Cluster.Seeds, "actorserve_application_status", "actorserve_status=\"running\""));
        });

        Task<double> RowsAsync() => SumAsync(run.Cluster.Replicas, "actorserve_replica_rows_total", "actorserve_row_outcome=\"completed\"");
    }

    [Fact]
    public async Task A_broker_that_is_away_is_told_until_it_is_back()
    {
        await using var broker = await KafkaBroker.TryStartAsync(ownOnly: true);
        Assert.SkipWhen(broker is null, $"{KafkaBroker.Missing} (KAFKA_HOME: the broker is killed)");
        var application = await ServedApplication.CreateAsync(broker!.BootstrapServers, "Mirror");
        await using var cluster = await ServedCluster.StartAsync(broker.BootstrapServers, application, "Mirror", replicas: 1, gateways: 1);
        var gateway = cluster.Gateways[0];
        await application.FeedAsync(100, perSecond: 100);
        await application.AllCommittedAsync(ClusterRun.Patience);
        await ReachesItAsync(1);

        await broker.KillAsync();
        await ReachesItAsync(0);
        // The same pipeline all along: one that is rebuilt would tell nothing, which adds up to 0 too.
        Assert.Equal(0, await gateway.MetricAsync("actorserve_pipeline_restarts_total"));

        await broker.ResumeAsync();
        await ReachesItAsync(1);

        Task ReachesItAsync(int expected) => Eventually.AssertAsync(
            async () => Assert.Equal(expected, await gateway.MetricAsync("actorserve_broker_reachable")), ClusterRun.Patience);
    }

    private static async Task<double> SumAsync(IEnumerable<NodeProcess> nodes, string metric, string labels = "")
    {
        var sums = await Task.WhenAll(nodes.Select(node => node.MetricAsync(metric, labels)));
        return sums.Sum();
    }
}
