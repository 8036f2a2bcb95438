using ActorServe.Seed.Rollout;
using ActorServe.Shared.Protocol;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ActorServe.Seed.Tests.Rollout;

public sealed class ReplicaHealthSpecs
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public void The_first_check_is_a_period_after_the_replica_runs()
    {
        var health = ReplicaHealth.New(Some.Now, Period);

        Assert.False(health.IsDue(Some.Now + Period - TimeSpan.FromTicks(1)));
        Assert.True(health.IsDue(Some.Now + Period));
    }

    [Fact]
    public void Checks_do_not_overlap() =>
        Assert.False(ReplicaHealth.New(Some.Now, Period).Asked(1, Some.Now, Period).IsDue(Some.Now + 100 * Period));

    [Fact]
    public void An_answer_that_comes_too_late_counts_no_more()
    {
        var late = ReplicaHealth.New(Some.Now, Period).Asked(1, Some.Now, Period).Expire(Some.Now + Timeout, Timeout);

        Assert.Equal(1, late.Answered(1, null).Failures);
    }

    [Fact]
    public void Those_whose_last_checks_failed_are_told_and_those_that_are_well_again_are_not()
    {
        var (well, ill) = (Some.Replica(1, 1, "v").Id, Some.Replica(1, 2, "v").Id);
        var checks = new[] { well, ill }.Aggregate(new HealthChecks(), (all, id) =>
            all.Runs(id, Some.Now, Period).Asked(id, 1, Some.Now, Period).Answered(id, 1, "a cold"));

        checks = checks.Asked(well, 2, Some.Now, Period).Answered(well, 2, null)
            .Asked(ill, 2, Some.Now, Period).Answered(ill, 2, "a fever");

        Assert.Equal([new ReplicaHealthReport(ill, 2, "a fever")], checks.Failing);
    }

    [Property]
    public Property A_replica_is_unhealthy_exactly_after_three_failures_in_a_row() => Prop.ForAll(
        Gen.Elements("well", "ill", "silent", "interrupted").ListOf().ToArbitrary(),
        answers =>
        {
            var health = ReplicaHealth.New(Some.Now, Period);
            var row = 0;
            var id = 0L;
            foreach (var answer in answers)
            {
                if (health.IsUnhealthy) break;
                health = health.Asked(++id, Some.Now, Period);
                (health, row) = answer switch
                {
                    "well" => (health.Answered(id, null), 0),
                    "ill" => (health.Answered(id, "ill"), row + 1),
                    "silent" => (health.Expire(Some.Now + Timeout, Timeout), row + 1),
                    _ => (health.Interrupted(), row),
                };
            }

            Assert.Equal((row, row >= 3), (health.Failures, health.IsUnhealthy));
        });

    [Fact]
    public void An_unhealthy_replica_is_stopped_and_another_is_started_in_its_place()
    {
        var state = Unhealthy();

        Assert.Equal(
            [new Step.Start(Some.Node(1)), new Step.Stop(Some.Replica(1, 1, "new").Id)], state.Reconcile(Some.Nodes(1), Some.Now));
        Assert.Equal((DeploymentStatus.Unhealthy, DeploymentStatusTrigger.HealthCheckFailed), (state.Status, state.Trigger));
        Assert.Contains("full disk", state.Message(1, Some.Now), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stop_replaces_a_replica_for_its_health_only_where_that_is_why()
    {
        var (unhealthy, stop) = (Unhealthy(), new Step.Stop(Some.Replica(1, 1, "new").Id));

        Assert.True(unhealthy.ReplacesForHealth(stop));
        Assert.False(unhealthy.ReplacesForHealth(new Step.Start(Some.Node(1))));
        Assert.False(Running().ReplacesForHealth(stop));
        Assert.False(unhealthy.SetTarget(null).ReplacesForHealth(stop));
    }

    [Fact]
    public void A_replica_on_a_node_that_cannot_be_reached_is_not_asked_and_nothing_is_held_against_it()
    {
        var state = Running().Asked(Some.Replica(1, 1, "new").Id, 1, Some.Now);

        state = state.ExpireChecks([], Some.Now + 10 * Timeout);

        Assert.Empty(state.Reconcile([], Some.Now + 10 * Timeout));
        Assert.Equal([new Step.Check(Some.Replica(1, 1, "new").Id, Timeout)], state.Reconcile(Some.Nodes(1), Some.Now + 10 * Timeout));
    }

    [Fact]
    public void A_timeout_that_was_changed_goes_with_the_next_check_of_replicas_that_run()
    {
        var running = Running();
        var changed = running.Target! with { Config = running.Target.Config with { HealthCheckTimeout = TimeSpan.FromSeconds(7) } };

        var steps = running.SetTarget(changed).Reconcile(Some.Nodes(1), Some.Now + Period);

        Assert.Equal([new Step.Check(Some.Replica(1, 1, "new").Id, TimeSpan.FromSeconds(7))], steps);
    }

    private static DeploymentState Running() =>
        new DeploymentState(Some.Deployment).SetTarget(Some.Target("new", replicas: 1))
            .Seeing(Some.Replica(1, 1, "new")).Judge(Some.Nodes(1));

    private static DeploymentState Unhealthy()
    {
        var id = Some.Replica(1, 1, "new").Id;
        var state = Running();
        for (var check = 1L; check <= ReplicaHealth.Limit; check++)
            state = state.Asked(id, check, Some.Now).Answered(id, check, "full disk");
        return state;
    }
}
