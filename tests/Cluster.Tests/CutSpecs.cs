using ActorServe.ClusterTests.Nodes;
using ActorServe.Routing;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport;
using Akka.Actor;

namespace ActorServe.ClusterTests;

/// <summary>A node that routes and a replica node that cannot reach each other for a while, with rows in flight between them.</summary>
public sealed class CutSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task Late_replies_over_a_mended_link_change_no_outcome_and_the_mended_node_answers_alone()
    {
        var gate = Path.Combine(Path.GetTempPath(), $"actorserve-gate-{Guid.NewGuid():N}");
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Patient(Roles.Seed));
        var gateway = await cluster.StartAsync(Patient(Roles.Gateway));
        var cut = await cluster.StartAsync(Patient(Roles.Replica));
        await seed.SetTargetsAsync(TestApplications.Gated(gate));
        var router = gateway.StartRouter(TestApplications.Deployment);
        var rows = new NumberedRows();
        rows.Submit(router, 20);
        await StatusIsAsync(router, status => status is { OngoingRows: 20, Replicas: 1 });
        var other = await cluster.StartAsync(Patient(Roles.Replica));
        await StatusIsAsync(router, status => status.Replicas == 2);

        await cluster.CutAsync(gateway, cut);
        await StatusIsAsync(router, status => status.Replicas == 1);
        // Its rows are counted at the other one too by now: it is silent, and they were moved.
        await StatusIsAsync(router, status => status.OngoingRows == 40);
        await cluster.MendAsync(gateway, cut);
        await StatusIsAsync(router, status => status.Replicas == 2);
        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);
        await rows.AllCompletedAsync();
        await StatusIsAsync(router, status => status.OngoingRows == 0);

        await other.LeaveAsync();
        rows.Submit(router, 20);
        await rows.AllCompletedAsync();
        File.Delete(gate);
    }

    /// <summary>A link that only two nodes miss makes both suspects of the split-brain resolver, which has time.</summary>
    private static NodeSetup Patient(string role) =>
        new() { Roles = [role], Hocon = "akka.cluster.split-brain-resolver.stable-after = 60s" };

    private static Task StatusIsAsync(IActorRef router, Func<RouterStatus, bool> expected) => Eventually.AssertAsync(async () =>
    {
        var status = await router.Ask<RouterStatus>(RouterProtocol.GetRouterStatus.Instance, TimeSpan.FromSeconds(5));
        Assert.True(expected(status), status.ToString());
    });
}
