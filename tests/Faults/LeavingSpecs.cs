using ActorServe.TestSupport.Serving;

namespace ActorServe.Faults;

/// <summary>Nodes that come, and that leave in good order, under load: nothing is missing, and nothing is answered twice.</summary>
public sealed class LeavingSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task A_replica_ended_by_SIGTERM_loses_and_repeats_nothing()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output);
        await run.UnderLoadAsync();

        await EndsAsync(run.Cluster.Replicas[0]);

        await run.NothingIsMissingOrTwiceAsync();
    }

    [Fact]
    public async Task A_gateway_ended_by_SIGTERM_loses_and_repeats_nothing()
    {
        await using var run = await ClusterRun.StartAsync(output);
        await run.UnderLoadAsync();
        await run.GatewaysReadAsync(2);

        await EndsAsync(run.Cluster.Gateways[0]);

        await run.NothingIsMissingOrTwiceAsync();
    }

    [Fact]
    public async Task The_seed_ended_by_SIGTERM_and_restarted_joins_its_own_cluster_and_loses_and_repeats_nothing()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output);
        await run.UnderLoadAsync();

        await EndsAsync(run.Cluster.Seeds[0]);
        await run.AnsweredAsync(ClusterRun.Records / 10);
        run.Cluster.Seeds[0].Restart();

        await run.Cluster.IsOneAsync(ClusterRun.Patience);
        await run.NothingIsMissingOrTwiceAsync();
    }

    [Fact]
    public async Task A_replica_process_added_under_load_works_with_no_change_to_anything_else()
    {
        await using var run = await ClusterRun.StartAsync(output, replicas: 1);
        await run.UnderLoadAsync();

        var added = run.Cluster.AddReplica();
        await added.ReadyAsync(ClusterRun.Patience);
        await run.Cluster.IsOneAsync(ClusterRun.Patience);
        await EndsAsync(run.Cluster.Replicas[0]);

        await run.AnsweredAsync(ClusterRun.Records / 10);
        await run.NothingIsMissingOrTwiceAsync();
    }

    [Fact]
    public async Task A_gateway_joined_and_left_under_load_loses_and_repeats_nothing()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output, gateways: 1);
        await run.UnderLoadAsync();

        var added = run.Cluster.AddGateway();
        await added.ReadyAsync(ClusterRun.Patience);
        await run.GatewaysReadAsync(2);
        await run.AnsweredAsync(ClusterRun.Records / 3);
        await EndsAsync(added);

        await run.NothingIsMissingOrTwiceAsync();
    }

    [Fact]
    public async Task Four_replicas_scaled_to_one_by_SIGTERM_under_load_lose_and_repeat_nothing()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output, replicas: 4);
        await run.UnderLoadAsync();

        await Task.WhenAll(run.Cluster.Replicas.Skip(1).Select(EndsAsync));

        await run.AnsweredAsync(ClusterRun.Records / 10);
        await run.NothingIsMissingOrTwiceAsync();
    }

    private static async Task EndsAsync(NodeProcess node) => Assert.Equal(0, await node.Process.TerminateAsync(ClusterRun.Patience));
}
