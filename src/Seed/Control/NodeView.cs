using ActorServe.Shared.Identity;

namespace ActorServe.Seed.Control;

/// <summary>What is known of a member with the replica role.</summary>
/// <param name="Node">Its incarnation; null until its directory answered.</param>
/// <param name="Revision">The last change of its directory that was seen.</param>
/// <param name="IsInStep">Its directory need not be asked: no change was missed, and none may have been.</param>
/// <param name="IsLeaving">It is on its way out, as the cluster or the node itself says.</param>
/// <param name="IsReachable">The cluster hears from it.</param>
internal sealed record NodeView(NodeId? Node, long Revision, bool IsInStep, bool IsLeaving, bool IsReachable)
{
    /// <summary>A member that came up.</summary>
    public static NodeView New { get; } = new(null, 0, IsInStep: false, IsLeaving: false, IsReachable: true);

    /// <summary>It may get replicas, and be asked for things.</summary>
    public bool IsPlaceable => Node is not null && !IsLeaving && IsReachable;
}
