using ActorServe.Seed.Rollout;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Rollout;

/// <summary>
/// A version that ran before does not start: what is wrong is outside, and may be mended without a person who deploys again.
/// </summary>
public sealed class RestartSpecs
{
    private static readonly DeploymentTarget Target = Some.Target("new", replicas: 1);

    private static readonly DeploymentState Wanted = new DeploymentState(Some.Deployment).SetTarget(Target with { HasRun = true });

    [Fact]
    public void Its_starts_are_tried_for_ever_and_it_is_unhealthy_meanwhile()
    {
        var state = Wanted.FailingTimes(30);

        Assert.Equal((DeploymentStatus.Unhealthy, DeploymentStatusTrigger.ReplicaStartupFailed), (state.Status, state.Trigger));
        Assert.Contains("no such file", state.Message(1, Some.Now), StringComparison.Ordinal);
        Assert.IsType<Step.Start>(Assert.Single(state.Reconcile(Some.Nodes(1), Some.Now + StartFailures.LongestBackoff)));
    }

    [Fact]
    public void It_is_healthy_again_when_it_runs()
    {
        var state = Wanted.FailingTimes(30).Seeing(Some.Replica(1, 200, "new")).Judge(Some.Nodes(1));

        Assert.Equal((DeploymentStatus.Healthy, 0), (state.Status, state.Failures.Count));
    }

    [Fact]
    public void A_version_has_run_once_a_replica_of_it_does()
    {
        var starting = new DeploymentState(Some.Deployment).SetTarget(Target)
            .Seeing(Some.Replica(1, 1, "new", ReplicaState.Starting)).Judge(Some.Nodes(1));
        var running = starting.Seeing(Some.Replica(1, 1, "new")).Judge(Some.Nodes(1));
        var failing = running.Seeing(Some.Replica(1, 1, "new", ReplicaState.Failed)).FailingTimes(3);

        Assert.Equal((false, true), (starting.Target!.HasRun, running.Target!.HasRun));
        Assert.Equal(DeploymentStatus.Unhealthy, failing.Status);
    }

    [Fact]
    public void Another_version_has_not_run_because_this_one_has()
    {
        var state = Wanted.SetTarget(Some.Target("newer", replicas: 1)).SetTarget(Target).FailingTimes(3);

        Assert.Equal(DeploymentStatus.DeployFailed, state.Status);
    }

    [Fact]
    public void Targets_in_which_other_deployments_changed_leave_it_as_it_is()
    {
        var state = Wanted.FailingTimes(5);

        Assert.Equal(state, state.SetTarget(Target));
    }

    [Fact]
    public void A_number_that_changed_does_not_have_it_given_up()
    {
        var state = Wanted.FailingTimes(5).SetTarget(Some.Target("new", replicas: 2)).FailingTimes(6);

        Assert.Equal(DeploymentStatus.Unhealthy, state.Status);
    }
}
