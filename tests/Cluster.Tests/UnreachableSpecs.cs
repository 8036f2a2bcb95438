using ActorServe.ClusterTests.Nodes;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport;

namespace ActorServe.ClusterTests;

/// <summary>Nodes that died and are members still.</summary>
public sealed class UnreachableSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task What_was_on_a_node_that_died_is_told_as_not_reached_until_the_node_is_downed()
    {
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Patient(Roles.Seed));
        var gateway = await cluster.StartAsync(Patient(Roles.Gateway));
        var replica = await cluster.StartAsync(Patient(Roles.Replica));
        await seed.SetTargetsAsync(TestApplications.Mirror);
        await StatusIsAsync(seed, running: 1, unreachable: 0, ProxyStatus.Starting);

        await replica.KillAsync();
        await gateway.KillAsync();
        await StatusIsAsync(seed, running: 0, unreachable: 1, ProxyStatus.Unhealthy);

        seed.Cluster.Down(replica.Cluster.SelfAddress);
        await cluster.DownAsync(gateway);
        await StatusIsAsync(seed, running: 0, unreachable: 0);
    }

    /// <summary>The split-brain resolver would down both.</summary>
    private static NodeSetup Patient(string role) =>
        new() { Roles = [role], Hocon = "akka.cluster.split-brain-resolver.stable-after = 60s" };

    private static Task StatusIsAsync(ClusterNode seed, int running, int unreachable, params ProxyStatus[] proxies) =>
        Eventually.AssertAsync(async () =>
        {
            var status = await seed.GetStatusAsync();
            var deployment = Assert.Single(Assert.Single(status.Applications).Deployments);
            Assert.Equal((running, unreachable), (deployment.Running, deployment.Unreachable.Length));
            Assert.Equal(proxies, status.Proxies.Select(p => p.Status));
        });
}
