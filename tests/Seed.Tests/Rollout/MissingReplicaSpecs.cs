using System.Collections.Immutable;
using ActorServe.Seed.Rollout;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Rollout;

/// <summary>Replicas that ran are missing, though none failed: their nodes leave.</summary>
public sealed class MissingReplicaSpecs
{
    private static readonly ReplicaEntry Running = Some.Replica(1, 1, "new");

    private static readonly ImmutableHashSet<string> Unreachable = [Some.Node(1).Address];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void With_its_last_node_gone_a_deployment_is_unhealthy(bool isPerNode)
    {
        var state = Left(Healthy(isPerNode)).Judge([]);

        Assert.Equal((DeploymentStatus.Unhealthy, DeploymentStatusTrigger.HealthCheckFailed), (state.Status, state.Trigger));
        Assert.Equal("no replica node is up", state.Message(0, Some.Now));
        Assert.Same(state, state.Judge([]));
    }

    [Fact]
    public void One_that_scaled_is_too()
    {
        var upscaling = Healthy(isPerNode: false).SetTarget(Some.Target("new", replicas: 3));

        Assert.Equal(DeploymentStatus.Upscaling, upscaling.Status);
        Assert.Equal(DeploymentStatus.Unhealthy, Left(upscaling).Judge([]).Status);
    }

    [Fact]
    public void It_is_healthy_again_when_a_node_has_its_replicas()
    {
        var state = Left(Healthy(isPerNode: true)).Judge([]).Judge(Some.Nodes(1));

        Assert.Equal(DeploymentStatus.Unhealthy, state.Status);
        Assert.Equal(DeploymentStatus.Healthy, state.Seeing(Some.Replica(1, 2, "new")).Judge(Some.Nodes(1)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_none_of_whose_replicas_can_be_reached_is_unhealthy_until_one_can_be(bool isPerNode)
    {
        var cut = Healthy(isPerNode).Judge(Some.Nodes(2)[1..], Unreachable);

        Assert.Equal((DeploymentStatus.Unhealthy, DeploymentStatusTrigger.HealthCheckFailed), (cut.Status, cut.Trigger));
        Assert.Equal(isPerNode ? "0 of 2 replicas run" : "0 of 1 replicas run", cut.Message(1, Some.Now, Unreachable));
        Assert.Equal("no replica node can be reached", cut.Message(0, Some.Now, Unreachable));
        Assert.Same(cut, cut.Judge([], Unreachable));
        Assert.Equal(DeploymentStatus.Healthy, cut.Judge(Some.Nodes(1)).Status);
    }

    [Fact]
    public void One_of_whose_replicas_some_can_be_reached_is_not() => Assert.Equal(
        DeploymentStatus.Healthy,
        Healthy(isPerNode: true).Seeing(Some.Replica(2, 1, "new")).Judge(Some.Nodes(2)).Judge(Some.Nodes(2)[1..], Unreachable).Status);

    [Fact]
    public void One_whose_new_version_is_cut_off_while_the_old_one_serves_goes_on_with_the_update()
    {
        var state = Healthy(isPerNode: false).SetTarget(Some.Target("newer", replicas: 2)).Seeing(Some.Replica(2, 1, "newer"));

        Assert.Equal(DeploymentStatus.Updating, state.Judge(Some.Nodes(1), [Some.Node(2).Address]).Status);
    }

    [Fact]
    public void One_that_never_ran_is_on_its_way_though_there_is_no_node() =>
        Assert.Equal(
            DeploymentStatus.Updating, new DeploymentState(Some.Deployment).SetTarget(Some.Target("new", replicas: 1)).Judge([]).Status);

    [Fact]
    public void A_replica_that_leaves_where_a_number_in_all_counts_makes_it_unhealthy_and_scales_nothing()
    {
        var state = Healthy(isPerNode: false).Seeing(Running with { State = ReplicaState.Draining }).Judge(Some.Nodes(2));

        Assert.Equal((DeploymentStatus.Unhealthy, DeploymentStatusTrigger.HealthCheckFailed), (state.Status, state.Trigger));
    }

    [Fact]
    public void A_node_that_joins_where_each_has_its_own_number_scales_it() =>
        Assert.Equal(DeploymentStatus.Upscaling, Healthy(isPerNode: true).Judge(Some.Nodes(2)).Status);

    private static DeploymentState Left(DeploymentState state) =>
        state.Seeing(Running with { State = ReplicaState.Draining }, Running with { State = ReplicaState.Gone });

    private static DeploymentState Healthy(bool isPerNode) => new DeploymentState(Some.Deployment)
        .SetTarget(isPerNode ? Some.Target("new", perNode: 1) : Some.Target("new", replicas: 1)).Seeing(Running).Judge(Some.Nodes(1));
}
