using ActorServe.Seed.Control;
using ActorServe.Seed.Rollout;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Control;

public sealed class ControllerStateSpecs
{
    private static readonly ServeConfig Config = Some.Serve(Some.Config(replicas: 1));

    private static readonly ServeTargets Targets = Some.Targets(Config, "v1");

    private static readonly ControllerState OneNode = new ControllerState().NodeUp(Some.Node(1).Address, Some.Now);

    [Fact]
    public void Without_targets_nothing_is_stopped()
    {
        var state = OneNode.See(Snapshot(5, Some.Replica(1, 1, "old")), Some.Now);

        Assert.Empty(state.Reconcile(Some.Now));
    }

    [Fact]
    public void A_node_gets_nothing_before_its_directory_is_known()
    {
        var state = OneNode.SetTargets(Targets, _ => "v1");

        Assert.Empty(state.Reconcile(Some.Now));
        Assert.Equal([Some.Node(1).Address], state.NodesOutOfStep);
    }

    [Fact]
    public void A_new_controller_takes_over_what_runs()
    {
        var state = OneNode.See(Snapshot(5, Some.Replica(1, 1, "v1")), Some.Now).SetTargets(Targets, _ => "v1").Judge();
        state = state with { Gateways = state.Gateways.See(Some.Report(), Some.Now) };

        Assert.Empty(state.Reconcile(Some.Now));
        Assert.Equal(ApplicationStatus.Running, Assert.Single(state.Status(Some.Now).Applications).Status);
    }

    [Fact]
    public void An_application_whose_replicas_alone_change_in_number_runs_on()
    {
        var state = OneNode.See(Snapshot(5, Some.Replica(1, 1, "v1")), Some.Now).SetTargets(Targets, _ => "v1").Judge();
        state = state with { Gateways = state.Gateways.See(Some.Report(), Some.Now) };

        var scaled = state.SetTargets(Some.Targets(Some.Serve(Some.Config(replicas: 2)), "v1", 2), _ => "v1").Judge();

        var application = Assert.Single(scaled.Status(Some.Now).Applications);
        Assert.Equal((ApplicationStatus.Running, DeploymentStatus.Upscaling), (application.Status, application.Deployments[0].Status));
    }

    [Fact]
    public void A_change_that_was_missed_has_the_directory_asked_again()
    {
        var state = OneNode.See(Snapshot(5), Some.Now);

        var next = state.See(Change(7, Some.Replica(1, 1, "v1")), Some.Now);

        Assert.Equal([Some.Node(1).Address], next.NodesOutOfStep);
    }

    [Fact]
    public void A_start_that_fails_while_the_directory_is_asked_anew_is_known_though_no_snapshot_has_it()
    {
        var request = Guid.NewGuid();
        var state = OneNode.See(Snapshot(5), Some.Now).SetTargets(Targets, _ => "v1");
        state = state.With(state.Deployments[Some.Deployment].Started(request, Some.Node(1), Some.Now));
        var starting = Some.Replica(1, 1, "v1", ReplicaState.Starting) with { RequestId = request };

        var next = state.Doubt()
            .See(Change(6, starting), Some.Now)
            .See(Change(7, starting with { State = ReplicaState.Failed, Message = "no such file" }), Some.Now)
            .See(Snapshot(7), Some.Now);

        var failures = next.Deployments[Some.Deployment].Failures;
        Assert.Equal((1, "no such file"), (failures.Count, failures.Reason));
        Assert.Empty(next.NodesOutOfStep);
    }

    [Fact]
    public void Changes_after_one_that_was_missed_do_not_count_before_the_snapshot()
    {
        var missed = OneNode.See(Snapshot(5), Some.Now).See(Change(7, Some.Replica(1, 1, "v1")), Some.Now);

        var next = missed.See(Change(8, Some.Replica(1, 2, "v1")), Some.Now);

        Assert.Empty(next.Deployments);
        Assert.Equal([Some.Node(1).Address], next.NodesOutOfStep);
    }

    [Fact]
    public void A_change_that_the_snapshot_had_already_is_left_out()
    {
        var state = OneNode.See(Snapshot(5), Some.Now);

        Assert.Same(state, state.See(Change(5, Some.Replica(1, 1, "v1")), Some.Now));
    }

    [Fact]
    public void Another_incarnation_of_a_node_has_none_of_the_replicas_of_the_former()
    {
        var reborn = Some.Node(1) with { Incarnation = 99 };
        var state = OneNode.See(Snapshot(5, Some.Replica(1, 1, "v1")), Some.Now).SetTargets(Targets, _ => "v1").Judge();

        state = state.See(new DirectoryProtocol.ReplicasSnapshot(reborn, 0, []), Some.Now).Judge();

        Assert.Equal(ApplicationStatus.Unhealthy, Assert.Single(state.Status(Some.Now).Applications).Status);
        Assert.Equal(new Step.Start(reborn), Assert.Single(state.Reconcile(Some.Now)).Step);
    }

    [Fact]
    public void An_application_that_is_left_out_is_taken_down_and_forgotten()
    {
        var running = OneNode.See(Snapshot(5, Some.Replica(1, 1, "v1")), Some.Now).SetTargets(Targets, _ => "v1").Judge();

        var leaving = running.SetTargets(Some.Targets(new ServeConfig([]), "v1", 2), _ => "v1").Judge();
        var gone = leaving.See(Change(6, Some.Replica(1, 1, "v1", ReplicaState.Gone)), Some.Now).Judge();

        Assert.IsType<Step.Stop>(Assert.Single(leaving.Reconcile(Some.Now)).Step);
        Assert.Equal(ApplicationStatus.Deleting, Assert.Single(leaving.Status(Some.Now).Applications).Status);
        Assert.Empty(gone.Status(Some.Now).Applications);
    }

    [Fact]
    public void For_targets_that_may_be_old_replicas_are_started_and_none_is_stopped()
    {
        var state = OneNode.See(Snapshot(5, Some.Replica(1, 1, "old"), Some.Replica(1, 2, "v1"), Some.Replica(1, 3, "v1")), Some.Now)
            .SetTargets(Targets, _ => "v1").Judge();

        var held = state with { HoldsStops = true };

        Assert.DoesNotContain(held.Reconcile(Some.Now), step => step.Step is Step.Stop);
        Assert.Contains(state.Reconcile(Some.Now), step => step.Step is Step.Stop);
    }

    [Fact]
    public void A_replica_whose_node_is_not_heard_from_does_not_count_as_one_that_runs_until_it_is()
    {
        var running = OneNode.See(Snapshot(5, Some.Replica(1, 1, "v1")), Some.Now).SetTargets(Targets, _ => "v1").Judge();

        var cut = DetailsOf(running.NodeReachable(Some.Node(1).Address, isReachable: false).Judge());
        var back = DetailsOf(
            running.NodeReachable(Some.Node(1).Address, isReachable: false).NodeReachable(Some.Node(1).Address, isReachable: true));

        Assert.Equal((0, Some.Replica(1, 1, "v1").Id), (cut.Running, Assert.Single(cut.Unreachable)));
        Assert.Contains($"a replica is on {Some.Node(1).Address}, which cannot be reached", cut.Message, StringComparison.Ordinal);
        Assert.Equal((1, ""), (back.Running, back.Message));
    }

    [Fact]
    public void With_its_only_replica_cut_off_a_deployment_is_unhealthy_and_as_many_are_wanted_as_before()
    {
        var config = Some.Serve(Some.Config(perNode: 1));
        var running = OneNode.See(Snapshot(5, Some.Replica(1, 1, "v1")), Some.Now)
            .SetTargets(Some.Targets(config, "v1"), _ => "v1").Judge();

        var cut = running.NodeReachable(Some.Node(1).Address, isReachable: false).Judge();
        var back = DetailsOf(cut.NodeReachable(Some.Node(1).Address, isReachable: true).Judge());

        Assert.Equal(ApplicationStatus.Unhealthy, Assert.Single(cut.Status(Some.Now).Applications).Status);
        Assert.Equal((DeploymentStatus.Unhealthy, 0, 1), (DetailsOf(cut).Status, DetailsOf(cut).Running, DetailsOf(cut).TargetReplicas));
        Assert.Equal((DeploymentStatus.Healthy, 1, 1), (back.Status, back.Running, back.TargetReplicas));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_gateway_that_is_not_heard_from_is_told_of_where_it_has_partitions(bool isKafka)
    {
        var application = Config.Applications[0] with { Kafka = isKafka ? new KafkaConfig { InputTopic = "in", Group = "digits" } : null };
        var members = new GatewayMembers().Up(Some.Node(8).Address)
            .Up(Some.Node(9).Address).Reachable(Some.Node(8).Address, isReachable: false);
        var state = OneNode.See(Snapshot(5, Some.Replica(1, 1, "v1")), Some.Now)
            .SetTargets(Some.Targets(new ServeConfig([application]), "v1"), _ => "v1").Judge();
        state = state with { Gateways = state.Gateways.See(Some.Report(), Some.Now), GatewayMembers = members };

        var told = Assert.Single(state.Status(Some.Now).Applications);

        Assert.Equal(ApplicationStatus.Running, told.Status);
        Assert.Equal(
            isKafka ? "gateway 10.0.0.8:4053 cannot be reached: its partitions stand still until another has them" : "", told.Message);
    }

    [Fact]
    public void A_node_on_its_way_out_gets_no_replicas()
    {
        var state = OneNode.See(Snapshot(0), Some.Now).SetTargets(Targets, _ => "v1").NodeLeft(Some.Node(1).Address);

        Assert.Empty(state.Reconcile(Some.Now));
    }

    [Fact]
    public void A_node_that_says_that_it_drains_gets_no_replicas_and_what_it_did_not_start_is_asked_of_others()
    {
        var state = OneNode.NodeUp(Some.Node(2).Address, Some.Now).See(Snapshot(0), Some.Now)
            .See(new DirectoryProtocol.ReplicasSnapshot(Some.Node(2), 0, []), Some.Now).SetTargets(Targets, _ => "v1");
        state = state.With(state.Deployments[Some.Deployment].Started(Guid.NewGuid(), Some.Node(1), Some.Now));

        state = state.See(Snapshot(1) with { IsDraining = true }, Some.Now).See(Snapshot(2) with { IsDraining = true }, Some.Now);

        Assert.Empty(state.NodesOutOfStep);
        Assert.Equal(new Step.Start(Some.Node(2)), Assert.Single(state.Reconcile(Some.Now)).Step);
    }

    [Fact]
    public void A_node_that_is_heard_for_the_first_time_has_what_was_given_up_tried_again_once()
    {
        var state = OneNode.See(Snapshot(0), Some.Now).SetTargets(Some.Targets(Config, "new"), _ => "new");
        state = state.With(state.Deployments[Some.Deployment].FailingTimes(3));
        var joined = new DirectoryProtocol.ReplicasSnapshot(Some.Node(2), 0, []);

        var next = state.NodeUp(Some.Node(2).Address, Some.Now).See(joined, Some.Now);
        var failed = next.With(next.Deployments[Some.Deployment].FailingTimes(3)).Doubt().See(joined, Some.Now).See(Snapshot(0), Some.Now);

        Assert.Equal(DeploymentStatus.Updating, next.Deployments[Some.Deployment].Status);
        Assert.Equal(DeploymentStatus.DeployFailed, failed.Deployments[Some.Deployment].Status);
    }

    [Fact]
    public void Pins_that_were_refused_concern_the_deployments_that_still_want_them()
    {
        var state = OneNode.See(Snapshot(0), Some.Now).SetTargets(new ServeTargets(1, Config), _ => "v1");

        var stale = state.NotPinned([new DeploymentPin(new DeploymentKey(Some.Deployment, "v0"), Some.Pin)], "the disk is full", Some.Now);
        var refused = state.NotPinned(
            [new DeploymentPin(new DeploymentKey(Some.Deployment, "v1"), Some.Pin)], "the disk is full", Some.Now);

        Assert.IsType<Step.Resolve>(Assert.Single(stale.Reconcile(Some.Now)).Step);
        Assert.Empty(refused.Reconcile(Some.Now));
        Assert.Contains("the disk is full", Assert.Single(refused.Status(Some.Now).Applications).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_ran_is_told_until_the_targets_say_it_and_a_new_controller_knows_it_from_them()
    {
        var state = OneNode.See(Snapshot(5, Some.Replica(1, 1, "v1")), Some.Now).SetTargets(Targets, _ => "v1").Judge();
        var kept = Targets with { Version = 2, Pins = [Targets.Pins[0] with { HasRun = true }] };

        Assert.Equal(kept.Pins, state.RanSince);
        Assert.Empty(state.SetTargets(kept, _ => "v1").RanSince);
        Assert.True(OneNode.SetTargets(kept, _ => "v1").Deployments[Some.Deployment].Target!.HasRun);
    }

    [Fact]
    public void That_a_version_ran_is_learned_also_where_its_file_was_known_before()
    {
        var pinned = OneNode.SetTargets(Targets, _ => "v1");
        var ran = Targets with { Version = 2, Pins = [Targets.Pins[0] with { HasRun = true }] };

        var deployment = pinned.SetTargets(ran, _ => "v1").Deployments[Some.Deployment];

        Assert.Equal((Some.Pin, true), (deployment.Target!.Pin, deployment.Target.HasRun));
    }

    [Fact]
    public void What_another_application_gets_changes_nothing_of_a_deployment_that_fails()
    {
        var state = OneNode.See(Snapshot(0), Some.Now).SetTargets(Some.Targets(Config, "new"), _ => "new");
        state = state.With(state.Deployments[Some.Deployment].Ran().FailingTimes(4));
        var other = Config.Applications[0] with { Name = "other", RoutePrefix = "/other" };

        var next = state.SetTargets(Some.Targets(new ServeConfig([Config.Applications[0], other]), "new", 2), _ => "new");

        var deployment = next.Deployments[Some.Deployment];
        Assert.Equal((DeploymentStatus.Unhealthy, 4), (deployment.Status, deployment.Failures.Count));
    }

    private static DeploymentDetails DetailsOf(ControllerState state) =>
        Assert.Single(Assert.Single(state.Status(Some.Now).Applications).Deployments);

    private static DirectoryProtocol.ReplicasSnapshot Snapshot(long revision, params ReplicaEntry[] replicas) =>
        new(Some.Node(1), revision, [.. replicas]);

    private static DirectoryProtocol.ReplicasChanged Change(long revision, ReplicaEntry replica) => new(Some.Node(1), revision, replica);
}
