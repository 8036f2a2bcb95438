using System.Collections.Immutable;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Control;

/// <summary>Replicas on nodes that the cluster does not hear from, for people: they count on, and may serve nobody. Pure.</summary>
internal static class UnreachableReplicas
{
    /// <summary>Which of these they are, in the same order.</summary>
    public static ImmutableArray<ReplicaId> Of(IEnumerable<ReplicaEntry> replicas, IReadOnlyDictionary<string, NodeView> nodes) =>
        [.. replicas.Select(r => r.Id).Where(id => nodes.TryGetValue(id.Node.Address, out var node) && !node.IsReachable)];

    /// <summary>What people read; empty where there is none.</summary>
    public static string Message(ImmutableArray<ReplicaId> unreachable) => unreachable.Length switch
    {
        0 => "",
        1 => $"a replica is on {unreachable[0].Node.Address}, which cannot be reached",
        _ => $"{unreachable.Length} replicas are on nodes that cannot be reached",
    };
}
