using ActorServe.TestSupport.Serving;

namespace ActorServe.Faults;

/// <summary>
/// Nodes that live and cannot reach each other for a while, under load: nothing is missing, and they serve again without a restart.
/// </summary>
public sealed class CutSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task Nodes_whose_connections_broke_are_one_cluster_again_and_each_replica_answers_without_a_restart()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output, hasProxies: true);
        await run.UnderLoadAsync();

        run.Cluster.BreakConnections();

        await AnswersAloneAsync(run, run.Cluster.Replicas[0]);
        await run.NothingIsMissingAsync();
    }

    [Fact]
    public async Task A_replica_cut_off_for_three_seconds_answers_again_without_a_restart_and_nothing_is_missing()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output, hasProxies: true);
        await run.UnderLoadAsync();
        var cut = run.Cluster.Replicas[0];

        run.Cluster.CutOff(cut);
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        run.Cluster.Mend(cut);

        await AnswersAloneAsync(run, cut);
        await run.NothingIsMissingAsync();
    }

    private static async Task AnswersAloneAsync(ClusterRun run, NodeProcess replica)
    {
        await run.Cluster.IsOneAsync(ClusterRun.Patience);
        await Task.WhenAll(run.Cluster.Replicas.Where(other => other != replica).Select(other => other.Process.KillAsync()));
        await run.AnsweredAsync(ClusterRun.Records / 10);
        Assert.False(replica.Process.HasExited);
    }
}
