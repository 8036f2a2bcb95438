using ActorServe.Shared.Identity;

namespace ActorServe.Seed.Control;

/// <summary>What is known of a member with the gateway role.</summary>
/// <param name="Node">Its process; null until it reported.</param>
/// <param name="IsReachable">The cluster hears from it.</param>
/// <param name="IsLeaving">It is on its way out.</param>
internal sealed record GatewayView(NodeId? Node, bool IsReachable, bool IsLeaving)
{
    /// <summary>A member that came up.</summary>
    public static GatewayView New { get; } = new(null, IsReachable: true, IsLeaving: false);
}
