using ActorServe.ClusterTests.Nodes;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Protocol;
using Akka.Actor;

namespace ActorServe.ClusterTests;

/// <summary>Targets over several nodes.</summary>
public sealed class TargetsSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task Replica_nodes_count_towards_the_majority_that_a_change_needs()
    {
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Roles.Seed);
        for (var node = 1; node <= 3; node++) await cluster.StartAsync(Roles.Replica);

        var held = await ReplicatedTargets.Of(seed.System).ReadAsync(TimeSpan.FromSeconds(30));
        Assert.True(held.IsByMajority);
        await seed.SetTargetsAsync(TestApplications.Mirror);
    }
}
