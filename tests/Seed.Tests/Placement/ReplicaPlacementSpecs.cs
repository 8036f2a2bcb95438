using ActorServe.Seed.Placement;
using ActorServe.Shared.Identity;

namespace ActorServe.Seed.Tests.Placement;

public sealed class ReplicaPlacementSpecs
{
    [Fact]
    public void Replicas_go_where_the_deployment_has_fewest()
    {
        var own = new Dictionary<NodeId, int> { [Some.Node(1)] = 2, [Some.Node(2)] = 1 };

        var placed = ReplicaPlacement.Place(Some.Nodes(3), own, 3);

        Assert.Equal([Some.Node(3), Some.Node(2), Some.Node(3)], placed);
    }

    [Fact]
    public void Among_equals_the_node_with_fewest_replicas_in_all_is_taken()
    {
        var placed = ReplicaPlacement.Place(
            [new NodeLoad(Some.Node(1), 5), new NodeLoad(Some.Node(2), 4)], new Dictionary<NodeId, int>(), 1);

        Assert.Equal([Some.Node(2)], placed);
    }

    [Fact]
    public void A_start_that_failed_counts_as_a_replica_and_as_more_among_equals()
    {
        var nodes = new[] { new NodeLoad(Some.Node(1), 0) { FailedStarts = 1 }, new NodeLoad(Some.Node(2), 7) };

        var placed = ReplicaPlacement.Place(nodes, new Dictionary<NodeId, int> { [Some.Node(2)] = 1 }, 2);

        Assert.Equal([Some.Node(2), Some.Node(1)], placed);
    }

    [Fact]
    public void With_no_node_nothing_is_placed() => Assert.Empty(ReplicaPlacement.Place([], new Dictionary<NodeId, int>(), 3));
}
