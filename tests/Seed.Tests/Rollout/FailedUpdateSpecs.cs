using ActorServe.Seed.Rollout;
using ActorServe.Shared.Protocol;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ActorServe.Seed.Tests.Rollout;

/// <summary>An update failed, and the old version serves: what becomes of it when replicas are lost.</summary>
public sealed class FailedUpdateSpecs
{
    private static readonly Dictionary<string, Func<DeploymentState, ReplicaEntry, DeploymentState>> Losses = new()
    {
        ["it crashed"] = (state, replica) => state.Seeing(replica with { State = ReplicaState.Failed, Message = "out of memory" }),
        ["it is gone"] = (state, replica) => state.Seeing(replica with { State = ReplicaState.Gone }),
        ["its node leaves"] = (state, replica) => state.Seeing(replica with { State = ReplicaState.Draining }),
        ["its node is removed"] = (state, replica) => state.LoseNode(replica.Id.Node.Address),
        ["its node is another process"] = (state, replica) => state.SeeAll(replica.Id.Node with { Incarnation = 99 }, [], Some.Now),
        ["it is unhealthy"] = (state, replica) => Enumerable.Range(1, ReplicaHealth.Limit).Aggregate(
            state, (s, check) => s.Asked(replica.Id, check, Some.Now).Answered(replica.Id, check, "the disk is full")),
    };

    [Property]
    public Property However_an_old_replica_is_lost_the_target_is_tried_again_and_the_others_serve_on() => Prop.ForAll(
        (from count in Gen.Choose(1, 5)
         from lost in Gen.Choose(1, count)
         from loss in Gen.Elements<string>(Losses.Keys)
         select (count, lost, loss)).ToArbitrary(),
        scene =>
        {
            var failed = Failed(scene.count);

            var state = Losses[scene.loss](failed, Old(scene.lost)).Judge(Some.Nodes(scene.count));
            var steps = state.Reconcile(Some.Nodes(scene.count), Some.Now + StartFailures.FirstBackoff);

            Assert.DoesNotContain(failed.Reconcile(Some.Nodes(scene.count), Some.Now.AddHours(1)), step => step is Step.Start);
            Assert.Equal((DeploymentStatus.Updating, 0), (state.Status, state.Failures.Count));
            Assert.Equal(scene.count, steps.Count(step => step is Step.Start));
            Assert.All(steps.OfType<Step.Stop>(), stop => Assert.Equal(Old(scene.lost).Id, stop.Replica));
        });

    [Fact]
    public void What_fails_again_is_given_up_again_after_as_many_starts()
    {
        var state = Failed(2).Seeing(Old(1) with { State = ReplicaState.Gone });

        Assert.Equal(DeploymentStatus.Updating, state.FailingTimes(2).Status);
        Assert.Equal(DeploymentStatus.DeployFailed, state.FailingTimes(6).Status);
    }

    [Fact]
    public void An_old_replica_that_crashes_has_the_start_wait_as_after_the_first_failure()
    {
        var state = Failed(1).Seeing(Old(1) with { State = ReplicaState.Failed });

        Assert.Empty(state.Reconcile(Some.Nodes(1), Some.Now));
        Assert.Single(state.Reconcile(Some.Nodes(1), Some.Now + StartFailures.FirstBackoff));
    }

    [Fact]
    public void An_old_replica_that_was_asked_to_stop_is_no_loss()
    {
        var state = Failed(2).Stopped(Old(1).Id)
            .Seeing(Old(1) with { State = ReplicaState.Draining }, Old(1) with { State = ReplicaState.Gone });

        Assert.Equal(DeploymentStatus.DeployFailed, state.Status);
    }

    private static ReplicaEntry Old(int number) => Some.Replica(number, number, "old");

    private static DeploymentState Failed(int count) => new DeploymentState(Some.Deployment).SetTarget(Some.Target("new", replicas: count))
        .Seeing([.. Enumerable.Range(1, count).Select(Old)]).FailingTimes(3 * count);
}
