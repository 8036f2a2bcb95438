using ActorServe.TestSupport.Serving;

namespace ActorServe.Faults;

/// <summary>What runs is changed under load, by the command that people use.</summary>
public sealed class DeployingSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task A_new_version_deployed_under_load_loses_and_repeats_nothing()
    {
        await using var run = await ClusterRun.StartAsync(output);
        await run.UnderLoadAsync();
        var before = await run.Cluster.ReplicasAsync();

        var deployed = await run.Cluster.DeployAsync(run.Application.Json("Mirror", ("max_batch_size", 16)), ClusterRun.Patience);

        Assert.Equal((0, ""), (deployed.ExitCode, deployed.ExitCode == 0 ? "" : deployed.Output));
        var after = await run.Cluster.ReplicasAsync();
        Assert.Equal(3, after.Count(replica => replica.State == "RUNNING"));
        Assert.Empty(after.Where(replica => replica.State == "RUNNING").Select(replica => replica.Id)
            .Intersect(before.Select(replica => replica.Id)));
        await run.AnsweredAsync(ClusterRun.Records / 10);
        await run.NothingIsMissingOrTwiceAsync();
    }
}
