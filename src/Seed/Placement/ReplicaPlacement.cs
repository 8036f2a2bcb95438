using System.Collections.Immutable;
using ActorServe.Shared.Identity;

namespace ActorServe.Seed.Placement;

/// <summary>A replica node that may get replicas.</summary>
/// <param name="Node">The node.</param>
/// <param name="Replicas">Replicas on it, of all deployments, also those that were asked for and are not seen yet.</param>
internal readonly record struct NodeLoad(NodeId Node, int Replicas)
{
    /// <summary>Starts of the deployment that failed on it.</summary>
    public int FailedStarts { get; init; }
}

/// <summary>Which node hosts the next replica of a deployment.</summary>
internal static class ReplicaPlacement
{
    /// <summary>
    /// Nodes for so many more replicas: each goes where the deployment has fewest replicas, a start that failed counting as one, then where
    /// fewest starts failed, then where fewest run in all, then by address, so that two controllers with the same knowledge decide alike.
    /// So one failure that passed does not leave a node empty, and one where none starts is tried the less the more failed there.
    /// </summary>
    /// <param name="nodes">The nodes to choose from; with none nothing is placed.</param>
    /// <param name="own">Replicas of the deployment by node.</param>
    /// <param name="count">Replicas to place.</param>
    public static ImmutableArray<NodeId> Place(IReadOnlyCollection<NodeLoad> nodes, IReadOnlyDictionary<NodeId, int> own, int count)
    {
        if (nodes.Count == 0 || count <= 0) return [];

        var placed = nodes.ToDictionary(n => n.Node, _ => 0);
        var chosen = ImmutableArray.CreateBuilder<NodeId>(count);
        while (chosen.Count < count)
        {
            var next = nodes
                .OrderBy(n => own.GetValueOrDefault(n.Node) + placed[n.Node] + n.FailedStarts)
                .ThenBy(n => n.FailedStarts)
                .ThenBy(n => n.Replicas + placed[n.Node])
                .ThenBy(n => n.Node.Address, StringComparer.Ordinal)
                .First().Node;
            placed[next]++;
            chosen.Add(next);
        }

        return chosen.MoveToImmutable();
    }
}
