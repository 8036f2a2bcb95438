using ActorServe.Seed.Control;
using ActorServe.Seed.Rollout;
using ActorServe.Seed.Targets;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Control;

/// <summary>A version is wanted again while replicas of it run on.</summary>
public sealed class FormerVersionSpecs
{
    private static readonly DeploymentConfig Old = Some.Config(replicas: 3);

    private static readonly DeploymentConfig New = Old with { MaxBatchSize = 7 };

    private static readonly ModelPin OldFile = new("1", "0123");

    private static readonly ModelPin NewFile = new("2", "4567");

    private static readonly ServeTargets First = new(1, Some.Serve(Old)) { Pins = [PinOf(Old, OldFile)], SetAtMs = 1 };

    [Fact]
    public void A_version_that_comes_back_while_its_replicas_run_has_the_file_that_they_run()
    {
        var update = Set(First, New);
        var failed = TargetChanges.Pin(update, [PinOf(New, NewFile)])! with { Version = 3 };

        var state = Running(OldFile.Digest).SetTargets(update, DeploymentDigest.Of).SetTargets(failed, DeploymentDigest.Of)
            .See(Snapshot(1, []), Some.Now)
            .SetTargets(Set(failed, Old), DeploymentDigest.Of).Judge();

        Assert.Equal(OldFile, state.Deployments[Some.Deployment].Target!.Pin);
        Assert.Equal([new Step.Start(Some.Node(1))], state.Reconcile(Some.Now).Select(s => s.Step));
    }

    [Fact]
    public void One_that_comes_back_without_a_pin_is_asked_for_and_what_runs_another_file_is_replaced()
    {
        var deleted = TargetChanges.Replace(First, Some.Serve(), Some.Now) with { Version = 2 };
        var unpinned = Running(OldFile.Digest).SetTargets(Set(deleted, Old), DeploymentDigest.Of).Judge();

        var pinned = TargetChanges.Pin(Set(deleted, Old), [PinOf(Old, NewFile)])! with { Version = 9 };
        var state = unpinned.SetTargets(pinned, DeploymentDigest.Of).Judge();

        Assert.IsType<Step.Resolve>(Assert.Single(unpinned.Reconcile(Some.Now)).Step);
        Assert.Equal(3, state.Reconcile(Some.Now).Count(s => s.Step is Step.Start));
        Assert.Equal(
            [DeploymentStatus.Updating, DeploymentStatus.Updating],
            new[] { unpinned, state }.Select(s => s.Deployments[Some.Deployment].Status));
    }

    private static ControllerState Running(string digest) => Enumerable.Range(1, 3).Aggregate(
        new ControllerState(),
        (state, node) => state.NodeUp(Some.Node(node).Address, Some.Now).See(Snapshot(node, [Replica(node, digest)]), Some.Now))
        .SetTargets(First, DeploymentDigest.Of).Judge();

    private static ReplicaEntry Replica(int node, string digest) =>
        Some.Replica(node, 1, DeploymentDigest.Of(Old)) with { ModelDigest = digest };

    private static DirectoryProtocol.ReplicasSnapshot Snapshot(int node, ReplicaEntry[] replicas) => new(Some.Node(node), 1, [.. replicas]);

    private static ServeTargets Set(ServeTargets before, DeploymentConfig deployment) =>
        TargetChanges.Replace(before, Some.Serve(deployment), Some.Now.AddSeconds(before.Version)) with { Version = before.Version + 1 };

    private static DeploymentPin PinOf(DeploymentConfig deployment, ModelPin pin) =>
        new(new DeploymentKey(Some.Deployment, DeploymentDigest.Of(deployment)), pin);
}
