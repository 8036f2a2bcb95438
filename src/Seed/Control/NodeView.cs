using ActorServe.Shared.Identity;

namespace ActorServe.Seed.Control;

/// <summary>What is known of a member with the replica role.</summary>
/// <param name="Node">Its incarnation; null until its directory answered.</param>
/// <param name="Revision">The last change of its directory that was seen.</param>
/// <param name="IsInStep">Its directory need not be asked: no change was missed, and none may have been.</param>
/// <param name="IsLeaving">It is on its way out, as the cluster or the node itself says.</param>
/// <param name="IsReachable">The cluster hears from it.</param>
/// <param name="SettlesUntil">Until then what it has may simply not be heard yet.</param>
internal sealed record NodeView(NodeId? Node, long Revision, bool IsInStep, bool IsLeaving, bool IsReachable, DateTimeOffset SettlesUntil)
{
    /// <summary>A directory is asked anew each second: one that is not heard after three times is not waited for.</summary>
    public static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(3);

    /// <summary>A member that came up.</summary>
    public static NodeView New(DateTimeOffset now) =>
        new(null, 0, IsInStep: false, IsLeaving: false, IsReachable: true, SettlesUntil: now + SettleTime);

    /// <summary>It may get replicas, and be asked for things.</summary>
    public bool IsPlaceable => Node is not null && !IsLeaving && IsReachable;

    /// <summary>It may have replicas that nobody knows of yet, and will most likely say so in a moment.</summary>
    public bool IsSettling(DateTimeOffset now) => Node is null && !IsLeaving && IsReachable && now < SettlesUntil;
}
