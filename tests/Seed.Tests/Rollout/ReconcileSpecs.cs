using ActorServe.Seed.Rollout;
using ActorServe.Shared.Protocol;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ActorServe.Seed.Tests.Rollout;

public sealed class ReconcileSpecs
{
    [Property(MaxTest = 300)]
    public Property Every_step_taken_reaches_the_target_and_nothing_is_left_to_do() => ForAnyStart(rehearsal =>
    {
        rehearsal.Run();

        var state = rehearsal.State;
        Assert.Equal(state.Target!.Replicas(rehearsal.Nodes.Length), state.Replicas.Count);
        Assert.All(state.Replicas.Values, r => Assert.Equal((state.Target.Version, ReplicaState.Running), (r.Id.Key.Version, r.State)));
        Assert.All(state.Replicas.Values, r => Assert.Contains(r.ModelDigest, new[] { "", Some.Pin.Digest }));
        Assert.Empty(state.Reconcile(rehearsal.Nodes, Some.Now));
        Assert.Equal(DeploymentStatus.Healthy, state.Status);
    });

    [Property(MaxTest = 300)]
    public Property Starts_never_exceed_the_target() => ForAnyStart(rehearsal =>
    {
        var target = rehearsal.State.Target!.Replicas(rehearsal.Nodes.Length);
        var before = rehearsal.State.Alive.Count(rehearsal.State.IsOfTarget);

        rehearsal.Run();

        Assert.True(rehearsal.MostOfTarget <= Math.Max(target + Excess(rehearsal), before), $"{rehearsal.MostOfTarget} of {target}");
    });

    [Property(MaxTest = 300)]
    public Property No_replica_of_the_target_version_is_stopped_while_too_few_run() => ForAnyStart(rehearsal =>
    {
        if (rehearsal.State.Target!.PerNode is not null) return;

        rehearsal.Run();

        Assert.Equal(0, rehearsal.CurrentStoppedWhileShort);
    });

    [Property(MaxTest = 300)]
    public Property As_many_serve_during_an_update_as_served_before_up_to_the_target() => ForAnyStart(rehearsal =>
    {
        if (rehearsal.State.Target!.PerNode is not null) return;

        var served = rehearsal.State.Alive.Count(r => r.State == ReplicaState.Running);

        rehearsal.Run();

        Assert.True(rehearsal.FewestServing >= Math.Min(served, rehearsal.State.Target.Replicas(rehearsal.Nodes.Length)));
    });

    [Fact]
    public void A_new_version_starts_before_an_old_replica_stops()
    {
        var state = new DeploymentState(Some.Deployment).SetTarget(Some.Target("new", replicas: 1)).Seeing(Some.Replica(1, 1, "old"));

        var steps = state.Reconcile(Some.Nodes(1), Some.Now);

        Assert.Equal([new Step.Start(Some.Node(1))], steps);
    }

    [Fact]
    public void An_old_replica_stops_once_a_new_one_runs_in_its_place()
    {
        var old = Some.Replica(1, 1, "old");
        var state = new DeploymentState(Some.Deployment).SetTarget(Some.Target("new", replicas: 2))
            .Seeing(old, Some.Replica(1, 2, "old"), Some.Replica(1, 3, "new"), Some.Replica(1, 4, "new", ReplicaState.Starting));

        var steps = state.Reconcile(Some.Nodes(1), Some.Now);

        Assert.Equal([new Step.Stop(old.Id)], steps);
    }

    [Fact]
    public void A_node_that_comes_up_gets_its_own_replicas()
    {
        var state = new DeploymentState(Some.Deployment).SetTarget(Some.Target("new", perNode: 2))
            .Seeing(Some.Replica(1, 1, "new"), Some.Replica(1, 2, "new"));

        var steps = state.Reconcile(Some.Nodes(2), Some.Now);

        Assert.Equal([new Step.Start(Some.Node(2)), new Step.Start(Some.Node(2))], steps);
    }

    [Fact]
    public void A_deployment_without_a_target_stops_everything()
    {
        var replica = Some.Replica(1, 1, "old");
        var state = new DeploymentState(Some.Deployment).Seeing(replica);

        Assert.Equal([new Step.Stop(replica.Id)], state.Reconcile(Some.Nodes(1), Some.Now));
    }

    [Fact]
    public void What_was_asked_for_is_not_asked_for_twice()
    {
        var state = new DeploymentState(Some.Deployment).SetTarget(Some.Target("new", replicas: 1))
            .Started(Guid.NewGuid(), Some.Node(1), Some.Now);

        Assert.Empty(state.Reconcile(Some.Nodes(1), Some.Now));
    }

    /// <summary>What ran too much of the target version on one node cannot be undone by a start elsewhere.</summary>
    private static int Excess(Rehearsal rehearsal)
    {
        if (rehearsal.State.Target!.PerNode is not { } perNode) return 0;
        return rehearsal.State.Alive.Where(rehearsal.State.IsOfTarget).CountBy(r => r.Id.Node).Sum(n => Math.Max(0, n.Value - perNode));
    }

    private static Property ForAnyStart(Action<Rehearsal> check)
    {
        var replica = from node in Gen.Choose(1, 4)
                      from isNew in Gen.Elements(true, false)
                      from digest in Gen.Elements("", "0123", Some.Pin.Digest)
                      from running in Gen.Elements(true, false)
                      select (node, isNew, digest, running);
        var scene = from nodes in Gen.Choose(1, 4)
                    from wanted in Gen.Choose(1, 6)
                    from perNode in Gen.Elements(true, false)
                    from replicas in replica.ListOf()
                    from seed in Gen.Choose(0, 1_000_000)
                    select (nodes, wanted, perNode, replicas: replicas.Where(r => r.node <= nodes).Take(12).ToArray(), seed);
        return Prop.ForAll(scene.ToArbitrary(), s =>
        {
            var target = s.perNode ? Some.Target("new", perNode: s.wanted) : Some.Target("new", replicas: s.wanted);
            var entries = s.replicas.Select((r, i) => Some.Replica(
                r.node, i, r.isNew ? "new" : "old", r.running ? ReplicaState.Running : ReplicaState.Starting) with
            {
                ModelDigest = r.digest,
            });
            check(new Rehearsal(
                new DeploymentState(Some.Deployment).SetTarget(target).Seeing([.. entries]), Some.Nodes(s.nodes), s.seed));
        });
    }
}
