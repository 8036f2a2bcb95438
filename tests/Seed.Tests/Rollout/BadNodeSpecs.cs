using ActorServe.Seed.Placement;
using ActorServe.Seed.Rollout;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Rollout;

/// <summary>Replicas do not start on one node, and would on others.</summary>
public sealed class BadNodeSpecs
{
    private static readonly TimeSpan Enough = StartFailures.LongestBackoff;

    private static readonly DeploymentState One = new DeploymentState(Some.Deployment).SetTarget(Some.Target("new", replicas: 1));

    [Fact]
    public void What_does_not_start_on_one_node_is_tried_on_the_next()
    {
        var (state, tried) = (One, new List<NodeId>());
        for (var start = 0; start < 3; start++)
        {
            tried.Add(StartOf(state, Some.Nodes(3)));
            state = Failing(state, tried[^1]);
        }

        Assert.Equal([Some.Node(1), Some.Node(2), Some.Node(3)], tried);
    }

    [Fact]
    public void One_start_that_failed_does_not_leave_its_node_without_the_replicas_that_follow()
    {
        var state = Failing(new DeploymentState(Some.Deployment).SetTarget(Some.Target("new", replicas: 12)), Some.Node(3));

        var starts = state.Reconcile(Some.Nodes(3), Some.Now + Enough).OfType<Step.Start>().CountBy(start => start.Node).ToDictionary();

        Assert.Equal([5, 4, 3], Some.Nodes(3).Select(n => starts[n.Node]));
    }

    [Fact]
    public void Where_no_start_on_a_node_succeeds_the_others_get_its_share()
    {
        var (state, now, number) = (new DeploymentState(Some.Deployment).SetTarget(Some.Target("new", replicas: 12)), Some.Now, 0);
        for (var wave = 0; wave < 4; wave++)
        {
            now += Enough;
            foreach (var start in state.Reconcile(Some.Nodes(3), now).OfType<Step.Start>())
                state = start.Node == Some.Node(3)
                    ? Failing(state, start.Node, now)
                    : state.Seeing(Some.Replica((int)start.Node.Incarnation, ++number, "new"));
        }

        Assert.Equal(DeploymentStatus.Healthy, state.Judge(Some.Nodes(3)).Status);
    }

    [Fact]
    public void Every_node_is_tried_once_before_a_deployment_is_given_up()
    {
        var (state, nodes) = (One, Some.Nodes(5));
        for (var start = 0; start < 4; start++) state = Failing(state, StartOf(state, nodes)).Judge(nodes);

        Assert.Equal(DeploymentStatus.Updating, state.Status);
        Assert.Equal(DeploymentStatus.DeployFailed, Failing(state, StartOf(state, nodes)).Judge(nodes).Status);
    }

    [Fact]
    public void A_file_that_one_node_does_not_have_is_asked_for_on_the_next()
    {
        var (state, asked) = (
            new DeploymentState(Some.Deployment).SetTarget(Some.Target("new", replicas: 1) with { Pin = null }), new List<NodeId>());
        for (var question = 0; question < 3; question++)
        {
            asked.Add(Assert.IsType<Step.Resolve>(Assert.Single(state.Reconcile(Some.Nodes(3), Some.Now + Enough))).Node);
            state = state.AskedToResolve(Guid.NewGuid(), asked[^1], Some.Now).Unresolved("there is no such folder", Some.Now);
        }

        Assert.Equal([Some.Node(1), Some.Node(2), Some.Node(3)], asked);
    }

    [Fact]
    public void With_replicas_on_each_node_one_where_they_do_not_start_makes_no_other_wait()
    {
        var state = new DeploymentState(Some.Deployment).SetTarget(Some.Target("new", perNode: 1)).Seeing(Some.Replica(2, 1, "new"));
        var now = Some.Now;
        for (var failure = 0; failure < 9; failure++) state = Failing(state, Some.Node(1), now += Enough);

        state = state.See(Some.Replica(2, 1, "new", ReplicaState.Failed, "crashed"), now);

        Assert.Empty(state.Reconcile(Some.Nodes(2), now));
        Assert.Equal([new Step.Start(Some.Node(2))], state.Reconcile(Some.Nodes(2), now + StartFailures.FirstBackoff));
    }

    [Fact]
    public void Answers_that_cannot_be_kept_hold_up_the_question_on_every_node()
    {
        var state = new DeploymentState(Some.Deployment).SetTarget(Some.Target("new", perNode: 1) with { Pin = null })
            .AskedToResolve(Guid.NewGuid(), Some.Node(1), Some.Now).NotPinned("the disk is full", Some.Now);

        Assert.Empty(state.Reconcile(Some.Nodes(2), Some.Now));
        Assert.IsType<Step.Resolve>(Assert.Single(state.Reconcile(Some.Nodes(2), Some.Now + StartFailures.FirstBackoff)));
    }

    [Fact]
    public void A_node_that_joins_has_what_was_given_up_tried_again_there_first_and_as_often_as_before()
    {
        var failed = One;
        for (var start = 0; start < 3; start++) failed = Failing(failed, Some.Node(1)).Judge(Some.Nodes(1));

        var state = failed.NodeJoined();
        var again = state;
        for (var start = 0; start < 3; start++) again = Failing(again, Some.Node(2)).Judge(Some.Nodes(2));

        Assert.Equal((DeploymentStatus.DeployFailed, DeploymentStatus.Updating), (failed.Status, state.Status));
        Assert.Equal(Some.Node(2), StartOf(state, Some.Nodes(2)));
        Assert.Equal(DeploymentStatus.DeployFailed, again.Status);
    }

    private static NodeId StartOf(DeploymentState state, NodeLoad[] nodes) =>
        Assert.IsType<Step.Start>(Assert.Single(state.Reconcile(nodes, Some.Now + Enough))).Node;

    private static DeploymentState Failing(DeploymentState state, NodeId node, DateTimeOffset? at = null)
    {
        var (request, now) = (Guid.NewGuid(), at ?? Some.Now);
        var replica = new ReplicaId(new DeploymentKey(Some.Deployment, "new"), node, 100);
        return state.Started(request, node, now)
            .See(new ReplicaEntry(replica, ReplicaState.Failed, "", 64, "no such file") { RequestId = request }, now);
    }
}
