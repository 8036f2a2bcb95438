using ActorServe.ClusterTests.Nodes;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport;
using ActorServe.TestSupport.Serving;

namespace ActorServe.ClusterTests;

/// <summary>Records from topic to topic over several nodes, while nodes come and go: the audit at the end finds each answered.</summary>
public sealed class RecordsSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task Records_flow_while_the_controller_moves_to_a_second_seed_and_when_all_seeds_are_dead()
    {
        await using var topics = new ServedTopics();
        await using var cluster = new ClusterFixture(output);
        var first = await cluster.StartAsync(Roles.Seed);
        var second = await cluster.StartAsync(Roles.Seed);
        for (var node = 1; node <= 2; node++) await cluster.StartAsync(Roles.Replica);
        await cluster.StartAsync(topics.Gateway);
        var before = await first.SetTargetsAsync(ServedTopics.Application());
        await topics.UnderLoadAsync();

        await first.KillAsync();
        await cluster.DownAsync(first);
        var after = await second.SetTargetsAsync(ServedTopics.Application(d => d with { MaxBatchSize = 8 }));
        Assert.True(
            after.Version > before.Version, $"the second controller numbers targets {after.Version}, the first had {before.Version}");
        await RunsAsync(second, replicas: 2);

        await second.KillAsync();
        await cluster.DownAsync(second);
        await topics.AnsweredAsync(1_000);
        Assert.Equal(Audit.Clean, await topics.AuditAsync());
    }

    [Fact]
    public async Task A_number_of_replicas_is_kept_while_replica_nodes_come_and_leave()
    {
        await using var topics = new ServedTopics();
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Roles.Seed);
        var leaver = await cluster.StartAsync(Roles.Replica);
        await cluster.StartAsync(topics.Gateway);
        await seed.SetTargetsAsync(ServedTopics.Application(d => d with { ReplicasPerNode = null, NumReplicas = 3 }));
        await topics.UnderLoadAsync();
        await RunsAsync(seed, replicas: 3);

        var joined = await cluster.StartAsync(Roles.Replica);
        await leaver.LeaveAsync();
        await cluster.AllUpAsync();
        await RunsAsync(seed, replicas: 3, on: joined);
        await topics.AnsweredAsync(1_000);
        Assert.Equal(Audit.Clean, await topics.AuditAsync());
    }

    [Fact]
    public async Task A_gateway_that_joins_and_leaves_under_load_loses_nothing()
    {
        await using var topics = new ServedTopics();
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Roles.Seed);
        await cluster.StartAsync(Roles.Replica);
        await cluster.StartAsync(topics.Gateway);
        await seed.SetTargetsAsync(ServedTopics.Application());
        await topics.UnderLoadAsync();

        var joined = await cluster.StartAsync(topics.Gateway);
        await Eventually.AssertAsync(async () =>
        {
            var pipeline = Assert.Single((await joined.GatewayAsync()).Pipelines);
            Assert.NotEmpty(pipeline.Partitions);
            Assert.NotEqual(0, pipeline.Totals.Results);
        });
        await joined.LeaveAsync();

        await topics.AnsweredAsync(1_000);
        // The embedded broker refuses commits while a group rebalances, so some may be there twice; on a real one tests/Faults finds none.
        var audit = await topics.AuditAsync();
        Assert.Equal((0, 0, 0), (audit.Missing, audit.Wrong, audit.OutOfOrder));
    }

    [Fact]
    public async Task A_replica_node_whose_connections_broke_and_came_back_answers_alone_without_a_restart()
    {
        await using var topics = new ServedTopics();
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Direct(new NodeSetup { Roles = [Roles.Seed] }));
        var broken = await cluster.StartAsync(Direct(new NodeSetup { Roles = [Roles.Replica], HasProxy = true }));
        var other = await cluster.StartAsync(Direct(new NodeSetup { Roles = [Roles.Replica] }));
        var gateway = await cluster.StartAsync(Direct(topics.Gateway with { HasProxy = true }));
        await seed.SetTargetsAsync(ServedTopics.Application());
        await topics.UnderLoadAsync();
        await RunsAsync(seed, replicas: 2);

        // Whoever of the two made the connection.
        broken.BreakConnections();
        gateway.BreakConnections();
        await topics.AnsweredAsync(1_000);
        await cluster.AllUpAsync();
        await other.LeaveAsync();

        await topics.AnsweredAsync(1_000);
        Assert.Equal(Audit.Clean, await topics.AuditAsync());
    }

    /// <summary>Over the transport as it is in production: the one that links are cut in does not always come back from a break.</summary>
    private static NodeSetup Direct(NodeSetup setup) => setup with { Hocon = "akka.remote.dot-netty.tcp.applied-adapters = []" };

    private static Task RunsAsync(ClusterNode seed, int replicas, ClusterNode? on = null) => Eventually.AssertAsync(async () =>
    {
        var deployment = Assert.Single((await seed.GetStatusAsync()).Applications.SelectMany(a => a.Deployments));
        Assert.Equal(DeploymentStatus.Healthy, deployment.Status);
        Assert.All(deployment.Replicas, replica => Assert.Equal(ReplicaState.Running, replica.State));
        Assert.Equal(replicas, deployment.Replicas.Length);
        if (on is not null) Assert.All(deployment.Replicas, replica => Assert.Equal(on.Address, replica.Id.Node.Address));
    });
}
