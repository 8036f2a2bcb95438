namespace ActorServe.Faults;

/// <summary>Nodes that end without a word, under load: nothing is missing, and what is answered twice is counted.</summary>
public sealed class KillingSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task A_replica_killed_under_load_loses_nothing()
    {
        await using var run = await ClusterRun.StartAsync(output);
        await run.UnderLoadAsync();

        await run.Cluster.Replicas[0].Process.KillAsync();

        await run.NothingIsMissingAsync();
    }

    [Fact]
    public async Task A_gateway_killed_under_load_loses_nothing()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output);
        await run.UnderLoadAsync();

        await run.Cluster.Gateways[0].Process.KillAsync();

        await run.NothingIsMissingAsync();
    }

    [Fact]
    public async Task The_seed_killed_while_a_replica_dies_loses_nothing()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output);
        await run.UnderLoadAsync();

        await Task.WhenAll(run.Cluster.Seeds[0].Process.KillAsync(), run.Cluster.Replicas[0].Process.KillAsync());

        await run.AnsweredAsync(ClusterRun.Records / 3);
        await run.NothingIsMissingAsync();
    }

    [Fact]
    public async Task A_replica_restarted_on_the_same_address_within_a_second_serves_again_and_loses_nothing()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output, replicas: 2);
        await run.UnderLoadAsync();

        await run.Cluster.Replicas[0].Process.KillAsync();
        run.Cluster.Replicas[0].Restart();
        await run.Cluster.IsOneAsync(ClusterRun.Patience);
        await run.Cluster.Replicas[1].Process.KillAsync();

        await run.AnsweredAsync(ClusterRun.Records / 10);
        await run.NothingIsMissingAsync();
    }

    [Fact]
    public async Task A_gateway_restarted_on_the_same_address_within_a_second_serves_again_and_loses_nothing()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output, gateways: 1);
        await run.UnderLoadAsync();

        await run.Cluster.Gateways[0].Process.KillAsync();
        run.Cluster.Gateways[0].Restart();
        await run.Cluster.IsOneAsync(ClusterRun.Patience);

        await run.AnsweredAsync(ClusterRun.Records / 10);
        await run.NothingIsMissingAsync();
    }
}
