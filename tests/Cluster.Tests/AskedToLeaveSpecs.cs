using ActorServe.ClusterTests.Nodes;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Programs.Membership;
using ActorServe.TestSupport;
using ActorServe.TestSupport.Serving;

namespace ActorServe.ClusterTests;

/// <summary>Nodes that another one has leave, or downs, as the admin REST of a seed does.</summary>
public sealed class AskedToLeaveSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task A_replica_node_that_is_asked_to_leave_under_load_loses_and_repeats_nothing()
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
        seed.Cluster.Leave(leaver.Cluster.SelfAddress);
        await leaver.EndedAsync();

        await rows.AllCompletedAsync();
        await cluster.AllUpAsync();
        Assert.False(MembershipHosting.WasDowned(leaver.System));
    }

    [Fact]
    public async Task A_gateway_that_is_asked_to_leave_finishes_and_commits_what_it_has()
    {
        await using var topics = new ServedTopics();
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Roles.Seed);
        await cluster.StartAsync(Roles.Replica);
        var leaver = await cluster.StartAsync(topics.Gateway);
        await seed.SetTargetsAsync(ServedTopics.Application());
        await topics.UnderLoadAsync();

        seed.Cluster.Leave(leaver.Cluster.SelfAddress);
        await leaver.EndedAsync();
        // Nobody is in the group but the one that follows: what it reads is what was not committed.
        await cluster.StartAsync(topics.Gateway);
        await topics.AnsweredAsync(1_000);

        Assert.Equal(Audit.Clean, await topics.AuditAsync());
    }

    [Fact]
    public async Task A_seed_that_is_asked_to_leave_hands_the_controller_to_the_next()
    {
        await using var cluster = new ClusterFixture(output);
        var first = await cluster.StartAsync(Roles.Seed);
        var second = await cluster.StartAsync(Roles.Seed);
        var before = await first.SetTargetsAsync(TestApplications.Mirror);

        second.Cluster.Leave(first.Cluster.SelfAddress);
        await first.EndedAsync();

        await cluster.AllUpAsync();
        Assert.Equal(before.Version, (await second.GetStatusAsync()).Version);
    }

    [Fact]
    public async Task A_node_that_is_downed_while_it_lives_ends_and_knows_why()
    {
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Roles.Seed);
        var downed = await cluster.StartAsync(Roles.Replica);

        seed.Cluster.Down(downed.Cluster.SelfAddress);
        await downed.EndedAsync();

        await cluster.AllUpAsync();
        Assert.True(MembershipHosting.WasDowned(downed.System));
    }
}
