using ActorServe.Seed.Rollout;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Rollout;

public sealed class StartFailureSpecs
{
    private static readonly DeploymentState Wanted = new DeploymentState(Some.Deployment).SetTarget(Some.Target("new", replicas: 1));

    [Fact]
    public void A_failed_start_is_tried_again_after_a_wait()
    {
        var state = Wanted.FailingTimes(1);

        Assert.Empty(state.Reconcile(Some.Nodes(1), Some.Now));
        Assert.Single(state.Reconcile(Some.Nodes(1), Some.Now + StartFailures.FirstBackoff));
    }

    [Fact]
    public void After_three_failures_for_each_replica_wanted_the_deployment_failed_and_says_why()
    {
        var state = Wanted.FailingTimes(3);

        Assert.Equal((DeploymentStatus.DeployFailed, DeploymentStatusTrigger.ReplicaStartupFailed), (state.Status, state.Trigger));
        Assert.Contains("no such file", state.Message(1, Some.Now), StringComparison.Ordinal);
        Assert.Empty(state.Reconcile(Some.Nodes(1), Some.Now.AddHours(1)));
    }

    [Fact]
    public void New_targets_forget_failures()
    {
        var state = Wanted.FailingTimes(3).SetTarget(Wanted.Target);

        Assert.Equal(DeploymentStatus.Updating, state.Status);
        Assert.Single(state.Reconcile(Some.Nodes(1), Some.Now));
    }

    [Fact]
    public void An_update_that_fails_leaves_the_old_version_serving()
    {
        var state = Wanted.Seeing(Some.Replica(1, 1, "old")).FailingTimes(3);

        Assert.Equal(DeploymentStatus.DeployFailed, state.Status);
        Assert.DoesNotContain(state.Reconcile(Some.Nodes(1), Some.Now.AddHours(1)), step => step is Step.Start or Step.Stop);
        Assert.Contains("1 of another version keeps serving", state.Message(1, Some.Now), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_that_nobody_waits_for_does_not_count()
    {
        var state = Wanted.Seeing(Some.Replica(1, 9, "new", ReplicaState.Failed, "long ago"));

        Assert.Equal(0, state.Failures.Count);
    }

    [Fact]
    public void A_start_that_no_node_answers_has_failed_in_the_end()
    {
        var request = Guid.NewGuid();

        var state = Wanted.Started(request, Some.Node(1), Some.Now).Expired(request, Some.Now);

        Assert.Equal(1, state.Failures.Count);
        Assert.Empty(state.Pending);
    }

    [Fact]
    public void A_lost_replica_makes_the_deployment_unhealthy_until_another_runs()
    {
        var healthy = Wanted.Seeing(Some.Replica(1, 1, "new")).Judge(Some.Nodes(1));

        var hurt = healthy.Seeing(Some.Replica(1, 1, "new", ReplicaState.Failed, "crashed")).Judge(Some.Nodes(1));
        var mended = hurt.Seeing(Some.Replica(1, 2, "new")).Judge(Some.Nodes(1));

        Assert.Equal(
            [DeploymentStatus.Healthy, DeploymentStatus.Unhealthy, DeploymentStatus.Healthy], [healthy.Status, hurt.Status, mended.Status]);
        Assert.Equal(DeploymentStatusTrigger.HealthCheckFailed, hurt.Trigger);
    }

    [Fact]
    public void The_wait_doubles_with_each_wave_and_not_with_each_replica()
    {
        var wave = StartFailures.None.Add("a", Some.Now).Add("b", Some.Now);
        var next = wave.Add("c", wave.RetryAt);

        Assert.Equal((2, StartFailures.FirstBackoff), (wave.Count, wave.Backoff));
        Assert.Equal((3, 2 * StartFailures.FirstBackoff), (next.Count, next.Backoff));
    }
}
