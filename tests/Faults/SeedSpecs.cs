using ActorServe.TestSupport.Serving;

namespace ActorServe.Faults;

/// <summary>Seeds that die and come back: there is one cluster, and records do not wait for it.</summary>
public sealed class SeedSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task A_lone_seed_that_is_killed_and_restarted_joins_its_own_cluster()
    {
        await using var run = await ClusterRun.StartAsync(output, replicas: 2, gateways: 1);
        await run.UnderLoadAsync();

        await run.Cluster.Seeds[0].Process.KillAsync();
        run.Cluster.Seeds[0].Restart();

        await run.Cluster.IsOneAsync(ClusterRun.Patience);
        await run.NothingIsMissingAsync();
    }

    /// <summary>
    /// As long as it may take until the others have given up their connections to the process that was there before.
    /// </summary>
    [Fact]
    public async Task A_lone_seed_that_nobody_answers_for_twelve_seconds_after_its_restart_founds_no_second_cluster()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output, replicas: 2, gateways: 1, hasProxies: true);
        await run.UnderLoadAsync();
        var seed = run.Cluster.Seeds[0];

        await seed.Process.KillAsync();
        run.Cluster.CutOff(seed);
        seed.Restart();
        await Task.Delay(TimeSpan.FromSeconds(12), TestContext.Current.CancellationToken);
        run.Cluster.Mend(seed);

        await run.Cluster.IsOneAsync(ClusterRun.Patience);
        await run.NothingIsMissingAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Everything_killed_and_restarted_is_one_cluster_that_serves_what_it_served(int seeds)
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output, replicas: 2, gateways: 1, seeds: seeds);
        await run.UnderLoadAsync();
        NodeProcess[] all = [.. run.Cluster.Seeds, .. run.Cluster.Replicas, .. run.Cluster.Gateways];

        await Task.WhenAll(all.Select(n => n.Process.KillAsync()));
        foreach (var node in all) node.Restart();

        await run.Cluster.IsOneAsync(ClusterRun.Patience);
        await run.AnsweredAsync(ClusterRun.Records / 10);
        await run.NothingIsMissingAsync();
    }

    [Fact]
    public async Task The_first_of_three_seeds_killed_and_restarted_joins_the_others()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output, replicas: 2, gateways: 1, seeds: 3);
        await run.UnderLoadAsync();

        await run.Cluster.Seeds[0].Process.KillAsync();
        run.Cluster.Seeds[0].Restart();

        await run.Cluster.IsOneAsync(ClusterRun.Patience);
        await run.NothingIsMissingAsync();
    }

    [Fact]
    public async Task With_all_three_seeds_dead_records_flow_a_replica_that_dies_leaves_the_tables_and_requests_are_answered()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output, seeds: 3);
        await run.UnderLoadAsync();

        await Task.WhenAll(run.Cluster.Seeds.Select(seed => seed.Process.KillAsync()));
        await run.AnsweredAsync(ClusterRun.Records / 10);
        // Five of eight: had the replica node died with the seeds, four would have stood against four, and lived or ended by an address.
        await run.Cluster.HasMembersAsync(5, ClusterRun.Patience);
        await run.Cluster.Replicas[0].Process.KillAsync();

        // A router forgets a replica for good when its node is no member any more: two replica nodes and two gateways are left.
        await run.Cluster.HasMembersAsync(4, ClusterRun.Patience);
        await run.AnsweredAsync(ClusterRun.Records / 10);
        foreach (var gateway in run.Cluster.Gateways) Assert.Equal([3, 2, 1], await gateway.AskAsync([1, 2, 3]));
        await run.NothingIsMissingAsync();
    }
}
