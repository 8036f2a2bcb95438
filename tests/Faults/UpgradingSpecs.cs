using ActorServe.TestSupport.Certificates;
using ActorServe.TestSupport.Serving;
using Confluent.Kafka;

namespace ActorServe.Faults;

/// <summary>Every node ended and started again, one by one, under load: as a new version of the programs is rolled out.</summary>
public sealed class UpgradingSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task A_cluster_whose_nodes_are_restarted_one_by_one_under_load_loses_and_repeats_nothing()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output, replicas: 2, gateways: 2, seeds: 3);

        await RestartAllAsync(run, () => { });

        await run.NothingIsMissingOrTwiceAsync();
    }

    [Fact]
    public async Task A_cluster_over_TLS_whose_certificates_are_replaced_node_by_node_under_load_loses_and_repeats_nothing()
    {
        ClusterRun.OnlyWithAllFaults();
        using var authority = new TestAuthority();
        var environment = new Dictionary<string, string>
        {
            ["ACTORSERVE__CLUSTER__TLS__CERTIFICATEFILE"] = authority.IssuePem(), ["ACTORSERVE__CLUSTER__TLS__CAFILE"] = authority.CaFile,
        };
        await using var run = await ClusterRun.StartAsync(output, replicas: 2, gateways: 2, environment: environment);

        await RestartAllAsync(run, () => authority.IssuePem());

        await run.NothingIsMissingOrTwiceAsync();
    }

    /// <summary>Replica nodes, then gateways, then seeds, the one with the controller last.</summary>
    private static async Task RestartAllAsync(ClusterRun run, Action between)
    {
        await run.UnderLoadAsync(perSecond: 10_000);
        NodeProcess[] nodes = [.. run.Cluster.Replicas, .. run.Cluster.Gateways, .. run.Cluster.Seeds.Reverse()];
        foreach (var node in nodes)
        {
            Assert.Equal(0, await node.Process.TerminateAsync(ClusterRun.Patience));
            between();
            node.Restart();
            await run.Cluster.IsOneAsync(ClusterRun.Patience);
            // A group that still rebalances takes no commit: what leaves it then is answered twice.
            await run.GatewaysReadAsync(2);
            await run.AnsweredAsync(ClusterRun.Records / 30);
        }
    }
}
