using ActorServe.Shared.Programs;
using ActorServe.TestSupport.Serving;

namespace ActorServe.Faults;

/// <summary>A node that stands still and wakes again, under load: nothing is missing.</summary>
public sealed class FreezingSpecs(ITestOutputHelper output)
{
    private static readonly TimeSpan _longEnoughToBeDowned = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _longerThanTheSessionTimeout = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_replica_frozen_for_three_seconds_loses_nothing_and_serves_again()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output);
        await run.UnderLoadAsync();
        var frozen = run.Cluster.Replicas[0];

        await FreezeAsync(frozen, TimeSpan.FromSeconds(3));
        frozen.Process.Thaw();
        await run.Cluster.IsOneAsync(ClusterRun.Patience);

        // What is answered from now on, it answered.
        await Task.WhenAll(run.Cluster.Replicas.Skip(1).Select(other => other.Process.KillAsync()));
        await run.AnsweredAsync(ClusterRun.Records / 10);
        Assert.False(frozen.Process.HasExited);
        await run.NothingIsMissingAsync();
    }

    [Fact]
    public async Task A_replica_frozen_for_thirty_seconds_ends_to_be_restarted_serves_again_and_loses_nothing()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output);
        await run.UnderLoadAsync(perSecond: 5_000);
        var frozen = run.Cluster.Replicas[0];

        await FreezeAsync(frozen, _longEnoughToBeDowned);
        await run.Cluster.HasMembersAsync(5, ClusterRun.Patience);
        frozen.Process.Thaw();
        Assert.Equal(NodeExitCodes.Downed, await frozen.Process.ExitedAsync(ClusterRun.Patience));

        frozen.Restart();
        await run.Cluster.IsOneAsync(ClusterRun.Patience);
        await Task.WhenAll(run.Cluster.Replicas.Skip(1).Select(other => other.Process.KillAsync()));
        await run.AnsweredAsync(ClusterRun.Records / 10);
        await run.NothingIsMissingAsync();
    }

    /// <summary>
    /// Its partitions go to the other one meanwhile; what it had begun is done twice, and nothing of it is committed late.
    /// </summary>
    [Fact]
    public async Task A_gateway_frozen_until_its_group_goes_on_without_it_loses_nothing()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output);
        await run.UnderLoadAsync(perSecond: 5_000);
        var frozen = run.Cluster.Gateways[0];

        await FreezeAsync(frozen, _longerThanTheSessionTimeout);
        frozen.Process.Thaw();

        await run.Cluster.IsOneAsync(ClusterRun.Patience);
        await run.AnsweredAsync(ClusterRun.Records / 10);
        Assert.False(frozen.Process.HasExited);
        await run.NothingIsMissingAsync();
    }

    // How long it stands still is the fault itself.
    private static Task FreezeAsync(NodeProcess node, TimeSpan time)
    {
        node.Process.Freeze();
        return Task.Delay(time, TestContext.Current.CancellationToken);
    }
}
