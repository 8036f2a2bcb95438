using ActorServe.TestSupport;
using ActorServe.TestSupport.Serving;

namespace ActorServe.Faults;

/// <summary>A replica node that stands still and wakes again, under load: nothing is missing.</summary>
public sealed class FreezingSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task A_replica_frozen_for_three_seconds_loses_nothing_and_serves_again()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output);
        await run.UnderLoadAsync(seconds: 15);

        await FreezeAsync(run.Cluster.Replicas[0], TimeSpan.FromSeconds(3));

        await run.NothingIsMissingAsync();
        Assert.False(run.Cluster.Replicas[0].Process.HasExited);
    }

    /// <summary>About as long as it takes to be downed: a process that finds itself left behind ends with the code to be restarted on.</summary>
    [Fact]
    public async Task A_replica_frozen_for_thirty_seconds_loses_nothing_and_serves_again_or_ends_to_be_restarted()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output);
        await run.UnderLoadAsync(seconds: 50);
        var frozen = run.Cluster.Replicas[0];

        await FreezeAsync(frozen, TimeSpan.FromSeconds(30));

        await run.NothingIsMissingAsync();
        await Eventually.AssertAsync(
            async () => Assert.True(frozen.Process.HasExited ? frozen.Process.ExitCode == 3 : await frozen.IsReadyAsync()), ClusterRun.Patience);
    }

    private static async Task FreezeAsync(NodeProcess node, TimeSpan time)
    {
        node.Process.Freeze();
        await Task.Delay(time);
        node.Process.Thaw();
    }
}
