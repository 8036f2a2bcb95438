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

    /// <summary>Longer than it takes to be downed: the process finds itself left behind, and ends so that its supervisor starts it anew.</summary>
    [Fact]
    public async Task A_replica_frozen_until_it_is_downed_loses_nothing_and_ends_with_the_code_to_be_restarted_on()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output);
        await run.UnderLoadAsync(seconds: 50);

        await FreezeAsync(run.Cluster.Replicas[0], TimeSpan.FromSeconds(60));

        Assert.Equal(3, await run.Cluster.Replicas[0].Process.ExitedAsync(ClusterRun.Patience));
        await run.NothingIsMissingAsync();
    }

    [Fact]
    public async Task A_replica_frozen_for_thirty_seconds_loses_nothing()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output);
        await run.UnderLoadAsync(seconds: 50);

        await FreezeAsync(run.Cluster.Replicas[0], TimeSpan.FromSeconds(30));

        await run.NothingIsMissingAsync();
    }

    private static async Task FreezeAsync(NodeProcess node, TimeSpan time)
    {
        node.Process.Freeze();
        await Task.Delay(time);
        node.Process.Thaw();
    }
}
