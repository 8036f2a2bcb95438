using ActorServe.ClusterTests.Nodes;
using ActorServe.Routing;
using ActorServe.Shared.Hosting;
using ActorServe.TestSupport;
using Akka.Actor;

namespace ActorServe.ClusterTests;

/// <summary>Nodes that come and go.</summary>
public sealed class JoiningSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task A_replica_node_added_later_serves_with_no_change_to_anything_else()
    {
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Roles.Seed);
        var gateway = await cluster.StartAsync(Roles.Gateway);
        await seed.SetTargetsAsync(TestApplications.Mirror);
        var router = gateway.StartRouter(TestApplications.Deployment);
        var rows = new NumberedRows();
        rows.Submit(router, 1_000);

        await cluster.StartAsync(Roles.Replica);
        await rows.AllCompletedAsync();
        await cluster.StartAsync(Roles.Replica);

        await Eventually.AssertAsync(async () =>
            Assert.Equal(2, (await router.Ask<RouterStatus>(RouterProtocol.GetRouterStatus.Instance, TimeSpan.FromSeconds(5))).Replicas));
        rows.Submit(router, 1_000);
        await rows.AllCompletedAsync();
    }

    [Fact]
    public async Task A_replica_node_that_leaves_under_load_loses_and_repeats_nothing()
    {
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Roles.Seed);
        var gateway = await cluster.StartAsync(Roles.Gateway);
        await cluster.StartAsync(Roles.Replica);
        var leaver = await cluster.StartAsync(Roles.Replica);
        await seed.SetTargetsAsync(TestApplications.Mirror);
        var router = gateway.StartRouter(TestApplications.Deployment);
        var rows = new NumberedRows();

        rows.Submit(router, 20_000);
        await Eventually.AssertAsync(() => Assert.NotEqual(0, rows.Settled));
        await leaver.LeaveAsync();

        await rows.AllCompletedAsync();
    }

    [Fact]
    public async Task A_replica_node_that_is_killed_under_load_loses_nothing()
    {
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Roles.Seed);
        var gateway = await cluster.StartAsync(Roles.Gateway);
        await cluster.StartAsync(Roles.Replica);
        var victim = await cluster.StartAsync(Roles.Replica);
        await seed.SetTargetsAsync(TestApplications.Mirror);
        var router = gateway.StartRouter(TestApplications.Deployment);
        var rows = new NumberedRows();

        rows.Submit(router, 20_000);
        await Eventually.AssertAsync(() => Assert.NotEqual(0, rows.Settled));
        await victim.KillAsync();

        await rows.AllCompletedAsync();
    }

    [Fact]
    public async Task A_node_that_was_cut_off_is_reachable_again_when_its_links_are_mended()
    {
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Roles.Seed);
        var replica = await cluster.StartAsync(Roles.Replica);

        await cluster.CutAsync(seed, replica);
        await Eventually.AssertAsync(() => Assert.Equal(replica.Address, seed.Cluster.State.Unreachable.Single().Address.ToString()));
        await cluster.MendAsync(seed, replica);

        await cluster.AllUpAsync();
    }

    [Fact]
    public async Task A_node_restarted_on_the_same_address_is_a_member_again()
    {
        await using var cluster = new ClusterFixture(output);
        await cluster.StartAsync(Roles.Seed);
        await cluster.StartAsync(Roles.Gateway);
        var first = await cluster.StartAsync(Roles.Replica);
        var port = first.Port;
        await first.KillAsync();

        var second = await cluster.StartAsync(new NodeSetup { Roles = [Roles.Replica], Port = port });

        Assert.Equal(port, second.Port);
    }
}
