namespace ActorServe.Faults;

/// <summary>Nodes that come, and that leave in good order, under load: nothing is missing, and nothing is answered twice.</summary>
public sealed class LeavingSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task A_replica_a_gateway_and_the_seed_ended_by_SIGTERM_lose_and_repeat_nothing()
    {
        await using var run = await ClusterRun.StartAsync(output);
        await run.UnderLoadAsync(seconds: 20);

        Assert.Equal(0, await run.Cluster.Replicas[0].Process.TerminateAsync(ClusterRun.Patience));
        Assert.Equal(0, await run.Cluster.Gateways[0].Process.TerminateAsync(ClusterRun.Patience));
        Assert.Equal(0, await run.Cluster.Seeds[0].Process.TerminateAsync(ClusterRun.Patience));

        await run.NothingIsMissingOrTwiceAsync();
    }

    [Fact]
    public async Task A_replica_process_added_under_load_works_with_no_change_to_anything_else()
    {
        await using var run = await ClusterRun.StartAsync(output, replicas: 1);
        await run.UnderLoadAsync(seconds: 15);

        var added = run.Cluster.AddReplica();
        await added.ReadyAsync(ClusterRun.Patience);
        await run.Cluster.AllServeAsync();
        Assert.Equal(0, await run.Cluster.Replicas[0].Process.TerminateAsync(ClusterRun.Patience));

        await run.NothingIsMissingOrTwiceAsync();
    }

    [Fact]
    public async Task A_gateway_joined_and_left_under_load_loses_and_repeats_nothing()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output, gateways: 1);
        await run.UnderLoadAsync(seconds: 30);

        var added = run.Cluster.AddGateway();
        await added.ReadyAsync(ClusterRun.Patience);
        await run.AnsweredAsync(run.Application.Results() + (ClusterRun.Records / 5));
        Assert.Equal(0, await added.Process.TerminateAsync(ClusterRun.Patience));

        await run.NothingIsMissingOrTwiceAsync();
    }

    [Fact]
    public async Task Four_replicas_scaled_to_one_by_SIGTERM_under_load_lose_and_repeat_nothing()
    {
        ClusterRun.OnlyWithAllFaults();
        await using var run = await ClusterRun.StartAsync(output, replicas: 4);
        await run.UnderLoadAsync(seconds: 20);

        var ends = await Task.WhenAll(run.Cluster.Replicas.Skip(1).Select(r => r.Process.TerminateAsync(ClusterRun.Patience)));

        Assert.Equal([0, 0, 0], ends);
        await run.NothingIsMissingOrTwiceAsync();
    }
}
