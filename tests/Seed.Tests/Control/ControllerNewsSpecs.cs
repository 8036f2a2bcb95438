using ActorServe.Seed.Control;
using ActorServe.Seed.Rollout;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Control;

public sealed class ControllerNewsSpecs
{
    private static readonly ControllerState Node =
        new ControllerState().NodeUp(Some.Node(1).Address, Some.Now)
            .See(new DirectoryProtocol.ReplicasSnapshot(Some.Node(1), 0, []), Some.Now);

    private static readonly ControllerState Wanting =
        Node.SetTargets(Some.Targets(Some.Serve(Some.Config(replicas: 2)), "new"), _ => "new").Judge();

    [Fact]
    public void A_deployment_that_is_new_and_what_is_started_for_it_are_told() => Assert.Equal(
        ["digits/classifier is UPDATING: 0 of 2 replicas run.", "digits/classifier: starting 2 replicas at 10.0.0.1:4053: 0 of 2 run."],
        Told(Node, Wanting));

    [Fact]
    public void A_status_that_changes_is_told_with_its_reason_and_as_trouble_where_it_is()
    {
        var running = Seeing(Wanting, Some.Replica(1, 1, "new"), Some.Replica(1, 2, "new"));
        var hurt = Seeing(running, Some.Replica(1, 1, "new", ReplicaState.Failed, "crashed"));

        Assert.Equal(
            [new NewsLine(false, "digits/classifier is HEALTHY, was UPDATING.")], ControllerNews.Between(Wanting, running, [], Some.Now));
        Assert.Equal(
            [new NewsLine(true, "digits/classifier is UNHEALTHY, was HEALTHY: 1 of 2 replicas run.")],
            ControllerNews.Between(running, hurt, [], Some.Now));
    }

    [Fact]
    public void Starts_that_failed_are_told_with_the_reason_of_the_last()
    {
        var failing = Wanting.With(Wanting.Deployments[Some.Deployment].FailingTimes(2));

        Assert.Equal(["digits/classifier: 2 starts failed, 2 by now: no such file"], Told(Wanting, failing));
        Assert.Empty(Told(failing, failing));
    }

    [Fact]
    public void The_question_for_the_file_is_told()
    {
        var unpinned = Node.SetTargets(new ServeTargets(1, Some.Serve(Some.Config(replicas: 1))), _ => "new").Judge();

        Assert.Equal(["digits/classifier: asking 10.0.0.1:4053 which file it is."], Told(unpinned, unpinned));
    }

    [Fact]
    public void Each_stop_is_told_with_why()
    {
        var surplus = Seeing(Wanting, [.. Enumerable.Range(1, 3).Select(n => Some.Replica(1, n, "new"))]);
        var replaced = Seeing(Wanting, Some.Replica(1, 1, "old"), Some.Replica(1, 2, "new"), Some.Replica(1, 3, "new"));
        var deleted = Seeing(Wanting, Some.Replica(1, 1, "new"))
            .SetTargets(Some.Targets(new ServeConfig([]), "new", 2), _ => "new").Judge();

        Assert.Equal(["digits/classifier: stopping #3 at 10.0.0.1:4053: more run than 2."], Told(surplus, surplus));
        Assert.Equal(
            ["digits/classifier: stopping #1 at 10.0.0.1:4053: a replica of the new version runs in its place."], Told(replaced, replaced));
        Assert.Equal(["digits/classifier: stopping #1 at 10.0.0.1:4053: nothing of it should run any more."], Told(deleted, deleted));
    }

    [Fact]
    public void A_stop_because_of_the_file_is_told_as_that()
    {
        var other = Some.Replica(1, 1, "new") with { ModelDigest = "0123" };
        var replaced = Seeing(Wanting, other, Some.Replica(1, 2, "new"), Some.Replica(1, 3, "new"));
        var starting = Seeing(Wanting, other with { State = ReplicaState.Starting }, Some.Replica(1, 2, "new"), Some.Replica(1, 3, "new"));

        Assert.Equal(
            ["digits/classifier: stopping #1 at 10.0.0.1:4053: a replica with the pinned file runs in its place."],
            Told(replaced, replaced));
        Assert.Equal(["digits/classifier: stopping #1 at 10.0.0.1:4053: another file is pinned."], Told(starting, starting));
    }

    [Fact]
    public void An_unhealthy_replica_is_stopped_with_what_its_check_said()
    {
        var state = Seeing(Wanting, Some.Replica(1, 1, "new"), Some.Replica(1, 2, "new"));
        var ill = state.Deployments[Some.Deployment];
        for (var check = 1L; check <= ReplicaHealth.Limit; check++)
            ill = ill.Asked(Some.Replica(1, 1, "new").Id, check, Some.Now).Answered(Some.Replica(1, 1, "new").Id, check, "full disk");
        state = state.With(ill);

        Assert.Contains("digits/classifier: stopping #1 at 10.0.0.1:4053: it failed its health checks: full disk.", Told(state, state));
    }

    [Fact]
    public void What_is_over_is_told()
    {
        var deleting = Wanting.SetTargets(Some.Targets(new ServeConfig([]), "new", 2), _ => "new");

        Assert.Equal(["digits/classifier is DELETING, was UPDATING: being deleted."], Told(Wanting, deleting));
        Assert.Equal(["digits/classifier is gone."], Told(deleting, deleting.Judge()));
    }

    [Fact]
    public void A_controller_without_targets_tells_nothing_and_one_that_learns_them_how_each_deployment_is()
    {
        var seen = Node.See(new DirectoryProtocol.ReplicasSnapshot(Some.Node(1), 0, [Some.Replica(1, 1, "new")]), Some.Now);
        var learned = seen.SetTargets(Some.Targets(Some.Serve(Some.Config(replicas: 1)), "new"), _ => "new").Judge();

        Assert.Empty(Told(Node, seen));
        Assert.Equal(["digits/classifier is HEALTHY."], Told(seen, learned));
    }

    private static ControllerState Seeing(ControllerState state, params ReplicaEntry[] entries) =>
        state.With(state.Deployments[Some.Deployment].Seeing(entries)).Judge();

    private static IEnumerable<string> Told(ControllerState before, ControllerState after) =>
        ControllerNews.Between(before, after, after.Reconcile(Some.Now), Some.Now).Select(line => line.Text);
}
