using ActorServe.Seed.Rollout;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Rollout;

/// <summary>Replicas of the version that should run, but of another file than the one that it is pinned to.</summary>
public sealed class OtherFileSpecs
{
    private static readonly DeploymentTarget Target = Some.Target("new", replicas: 1);

    private static readonly ReplicaEntry Other = Some.Replica(1, 1, "new") with { ModelDigest = "0123" };

    private static readonly ReplicaEntry Pinned = Some.Replica(1, 2, "new") with { ModelDigest = Some.Pin.Digest };

    private static readonly DeploymentState Wanted = new DeploymentState(Some.Deployment).SetTarget(Target);

    [Fact]
    public void It_is_replaced_as_one_of_another_version_is()
    {
        var before = Wanted.Seeing(Other).Judge(Some.Nodes(1));
        var after = before.Seeing(Pinned).Judge(Some.Nodes(1));

        Assert.Equal([new Step.Start(Some.Node(1))], before.Reconcile(Some.Nodes(1), Some.Now));
        Assert.Equal([new Step.Stop(Other.Id)], after.Reconcile(Some.Nodes(1), Some.Now));
        Assert.Equal((DeploymentStatus.Updating, DeploymentStatus.Updating), (before.Status, after.Status));
    }

    [Fact]
    public void One_whose_node_does_not_tell_its_file_counts_as_before()
    {
        var state = Wanted.Seeing(Other with { ModelDigest = "" }).Judge(Some.Nodes(1));

        Assert.Empty(state.Reconcile(Some.Nodes(1), Some.Now));
        Assert.Equal(DeploymentStatus.Healthy, state.Status);
    }

    [Fact]
    public void Which_file_it_is_to_be_is_asked_also_where_no_replica_is_missing()
    {
        var state = new DeploymentState(Some.Deployment).SetTarget(Target with { Pin = null }).Seeing(Other).Judge(Some.Nodes(1));

        Assert.Equal([new Step.Resolve(Some.Node(1))], state.Reconcile(Some.Nodes(1), Some.Now));
        Assert.Equal(DeploymentStatus.Updating, state.Status);
    }

    [Fact]
    public void What_runs_before_the_file_is_known_says_nothing_of_how_that_starts()
    {
        var state = new DeploymentState(Some.Deployment).SetTarget(Target with { Pin = null }).Seeing(Other).Judge(Some.Nodes(1));

        Assert.False(state.Pinned(Some.Pin).Judge(Some.Nodes(1)).Target!.HasRun);
        Assert.True(state.Pinned(new ModelPin("1", Other.ModelDigest)).Judge(Some.Nodes(1)).Target!.HasRun);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0123")]
    public void A_target_with_another_file_is_an_update_and_what_was_asked_for_before_is_nothing_to_wait_for(string? digest)
    {
        var running = Wanted.Seeing(Pinned).Judge(Some.Nodes(1)).Started(Guid.NewGuid(), Some.Node(1), Some.Now);

        var state = running.SetTarget(Target with { Pin = digest is null ? null : new ModelPin("1", digest) });

        Assert.Equal((DeploymentStatus.Updating, false), (state.Status, state.Target!.HasRun));
        Assert.Empty(state.Pending);
    }

    [Fact]
    public void People_read_that_it_keeps_serving()
    {
        var state = Wanted.Seeing(Other).Judge(Some.Nodes(1));

        Assert.Equal("0 of 1 replicas run; 1 of another file keeps serving", state.Message(1, Some.Now));
        Assert.Equal(
            "0 of 1 replicas run; 2 of another version keep serving", state.Seeing(Some.Replica(1, 3, "old")).Message(1, Some.Now));
    }
}
