using static ActorServe.Shared.Protocol.ControlProtocol;
using ProxyStatus = ActorServe.Shared.Protocol.ProxyStatus;

namespace ActorServe.Seed.Control;

/// <summary>How a gateway fares, in Ray's words. As in Ray, an application's trouble is not the proxy's. Pure.</summary>
internal static class ProxyStatuses
{
    /// <summary>The status of one.</summary>
    /// <param name="gateway">What is known of the member.</param>
    /// <param name="report">What it said in the last seconds; null where that is nothing.</param>
    /// <param name="version">The number of the targets.</param>
    public static ProxyStatus Of(GatewayView gateway, GatewayReport? report, long version)
    {
        if (gateway.IsLeaving || report is { IsDraining: true }) return ProxyStatus.Draining;
        if (!gateway.IsReachable || (report is null && gateway.Node is not null)) return ProxyStatus.Unhealthy;
        return report is null || (report.Version == 0 && version > 0) ? ProxyStatus.Starting : ProxyStatus.Healthy;
    }
}
