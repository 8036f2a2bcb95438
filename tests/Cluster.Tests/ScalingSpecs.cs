using System.Collections.Immutable;
using ActorServe.ClusterTests.Nodes;
using ActorServe.Routing;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport;
using ActorServe.TestSupport.Serving;
using Akka.Actor;

namespace ActorServe.ClusterTests;

/// <summary>A deployment whose number of replicas changes, and nothing else of it.</summary>
public sealed class ScalingSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task Replicas_that_serve_serve_on_while_their_number_changes_under_load()
    {
        await using var topics = new ServedTopics();
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Roles.Seed);
        for (var node = 1; node <= 2; node++) await cluster.StartAsync(Roles.Replica);
        await cluster.StartAsync(topics.Gateway);
        await SetAsync(seed, 2);
        var two = await RunningAsync(seed, 2);
        await topics.UnderLoadAsync();

        await SetAsync(seed, 5);
        var five = await RunningAsync(seed, 5);
        await topics.AnsweredAsync(1_000);
        await SetAsync(seed, 1);
        var one = await RunningAsync(seed, 1);
        await topics.AnsweredAsync(1_000);

        Assert.Superset(two, five);
        Assert.Subset(five, one);
        Assert.Equal(Audit.Clean, await topics.AuditAsync());
    }

    [Fact]
    public async Task Replicas_serve_on_where_a_number_in_all_becomes_one_on_each_node()
    {
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Roles.Seed);
        for (var node = 1; node <= 2; node++) await cluster.StartAsync(Roles.Replica);
        await SetAsync(seed, 2);
        var before = await RunningAsync(seed, 2);

        await seed.SetTargetsAsync(ServedTopics.Application(d => d with { NumReplicas = null, ReplicasPerNode = 2 }));

        Assert.Superset(before, await RunningAsync(seed, 4));
    }

    [Fact]
    public async Task The_replicas_of_a_node_that_drains_run_elsewhere_while_it_does()
    {
        var gate = Path.Combine(Path.GetTempPath(), $"actorserve-gate-{Guid.NewGuid():N}");
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Roles.Seed);
        var router = (await cluster.StartAsync(Roles.Gateway)).StartRouter(TestApplications.Deployment);
        for (var node = 1; node <= 2; node++) await cluster.StartAsync(Roles.Replica);
        await seed.SetTargetsAsync(TestApplications.Gated(gate, d => d with { ReplicasPerNode = null, NumReplicas = 1 }));
        var first = Assert.Single(await RunningAsync(seed, 1));
        var rows = new NumberedRows();
        rows.Submit(router, 5);
        await RunAsync(seed, 5);

        var leaving = cluster.Nodes.Single(n => n.Address == first.Node.Address).LeaveAsync();
        await Eventually.AssertAsync(async () => Assert.Contains(
            (await ReplicasAsync(seed)).Where(r => r.Id.Node != first.Node), r => r.State == ReplicaState.Running));

        Assert.False(leaving.IsCompleted);
        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);
        await leaving;
        await rows.AllCompletedAsync();
        File.Delete(gate);
    }

    // What waits in a replica, or is on its way to one, goes elsewhere as soon as that drains.
    private static Task RunAsync(ClusterNode seed, int rows) => Eventually.AssertAsync(async () => Assert.Contains(
        (await seed.GetStatusAsync()).ReplicaNodes.SelectMany(node => node.Replicas),
        load => load.OngoingRows == rows && load.QueuedRows == 0));

    private static async Task<ImmutableArray<ReplicaEntry>> ReplicasAsync(ClusterNode seed) =>
        Assert.Single((await seed.GetStatusAsync()).Applications.SelectMany(a => a.Deployments)).Replicas;

    private static Task<ControlProtocol.TargetsSet> SetAsync(ClusterNode seed, int replicas) =>
        seed.SetTargetsAsync(ServedTopics.Application(d => d with { ReplicasPerNode = null, NumReplicas = replicas }));

    private static async Task<HashSet<ReplicaId>> RunningAsync(ClusterNode seed, int replicas)
    {
        ImmutableArray<ReplicaEntry> running = [];
        await Eventually.AssertAsync(async () =>
        {
            var deployment = Assert.Single((await seed.GetStatusAsync()).Applications.SelectMany(a => a.Deployments));
            running = [.. deployment.Replicas.Where(r => r.State == ReplicaState.Running)];
            Assert.Equal((DeploymentStatus.Healthy, replicas, replicas), (deployment.Status, running.Length, deployment.Replicas.Length));
        });
        return [.. running.Select(r => r.Id)];
    }
}
