using ActorServe.Seed.Control;
using ActorServe.Seed.Rollout;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ActorServe.Seed.Tests.Control;

/// <summary>A new controller, which hears the directories of the nodes one after the other.</summary>
public sealed class FailoverSpecs
{
    [Property]
    public Property Whatever_the_order_as_many_are_started_as_are_missing_in_all() => Prop.ForAll(
        (from nodes in Gen.Choose(1, 5)
         from wanted in Gen.Choose(1, 8)
         from seed in Gen.Choose(0, 1_000_000)
         select (nodes, wanted, seed)).ToArbitrary(),
        scene =>
        {
            var random = new Random(scene.seed);
            var running = Enumerable.Range(1, scene.nodes).ToDictionary(node => node, _ => random.Next(4));
            var (state, starts) = (Wanting(scene.wanted, scene.nodes), new List<NodeId>());

            foreach (var node in running.Keys.OrderBy(_ => random.Next())) (state, starts) = Take(Hear(state, node, running[node]), starts);

            Assert.Equal(Math.Max(0, scene.wanted - running.Values.Sum()), starts.Count);
        });

    [Fact]
    public void Two_nodes_share_the_replicas_though_one_is_heard_first()
    {
        var first = Hear(Wanting(2, nodes: 2), 1, 0);
        var both = Hear(first, 2, 0);

        Assert.Empty(first.Reconcile(Some.Now));
        Assert.Equal([new Step.Start(Some.Node(1)), new Step.Start(Some.Node(2))], both.Reconcile(Some.Now).Select(s => s.Step));
    }

    [Fact]
    public void A_node_that_is_not_heard_is_waited_for_no_longer_than_it_settles()
    {
        var state = Hear(Wanting(1, nodes: 2), 1, 0);

        Assert.Empty(state.Reconcile(Some.Now + NodeView.SettleTime - TimeSpan.FromTicks(1)));
        Assert.Single(state.Reconcile(Some.Now + NodeView.SettleTime));
    }

    [Fact]
    public void A_node_that_cannot_be_reached_or_leaves_is_not_waited_for()
    {
        var state = Hear(Wanting(1, nodes: 2), 1, 0);

        Assert.Single(state.NodeReachable(Some.Node(2).Address, isReachable: false).Reconcile(Some.Now));
        Assert.Single(state.NodeLeft(Some.Node(2).Address).Reconcile(Some.Now));
    }

    [Fact]
    public void Where_each_node_has_its_own_number_none_is_waited_for()
    {
        var config = Some.Serve(Some.Config(perNode: 1));
        var state = Hear(Up(2).SetTargets(Some.Targets(config, "v1"), _ => "v1"), 1, 0);

        Assert.Equal(new Step.Start(Some.Node(1)), Assert.Single(state.Reconcile(Some.Now)).Step);
    }

    private static ControllerState Up(int nodes) =>
        Enumerable.Range(1, nodes).Aggregate(new ControllerState(), (state, node) => state.NodeUp(Some.Node(node).Address, Some.Now));

    private static ControllerState Wanting(int replicas, int nodes) =>
        Up(nodes).SetTargets(Some.Targets(Some.Serve(Some.Config(replicas: replicas)), "v1"), _ => "v1");

    private static ControllerState Hear(ControllerState state, int node, int running) => state.See(
        new DirectoryProtocol.ReplicasSnapshot(
            Some.Node(node), 0, [.. Enumerable.Range(1, running).Select(n => Some.Replica(node, n, "v1"))]),
        Some.Now).Judge();

    private static (ControllerState State, List<NodeId> Starts) Take(ControllerState state, List<NodeId> starts)
    {
        foreach (var start in state.Reconcile(Some.Now).Select(s => s.Step).OfType<Step.Start>())
        {
            state = state.With(state.Deployments[Some.Deployment].Started(Guid.NewGuid(), start.Node, Some.Now));
            starts.Add(start.Node);
        }

        return (state, starts);
    }
}
