using System.Collections.Immutable;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Control;

/// <summary>The members with the gateway role, each from when it came up until it is removed, whatever it reports.</summary>
internal sealed record GatewayMembers
{
    private ImmutableSortedDictionary<string, GatewayView> ByAddress { get; init; } =
        ImmutableSortedDictionary.Create<string, GatewayView>(StringComparer.Ordinal);

    /// <summary>
    /// What people read of those that the cluster does not hear from: the broker gives their partitions to others only after a while.
    /// </summary>
    public IEnumerable<string> Unheard => ByAddress.Where(g => !g.Value.IsReachable)
        .Select(g => $"gateway {MemberAddress.Endpoint(g.Key)} cannot be reached: its partitions stand still until another has them");

    /// <summary>One came up.</summary>
    public GatewayMembers Up(string address) =>
        ByAddress.ContainsKey(address) ? this : this with { ByAddress = ByAddress.Add(address, GatewayView.New) };

    /// <summary>One is on its way out.</summary>
    public GatewayMembers Left(string address) => Change(address, gateway => gateway with { IsLeaving = true });

    /// <summary>The cluster does not hear from it, or does again.</summary>
    public GatewayMembers Reachable(string address, bool isReachable) =>
        Change(address, gateway => gateway with { IsReachable = isReachable });

    /// <summary>It told of its applications.</summary>
    public GatewayMembers Reported(NodeId node) =>
        Change(node.Address, gateway => gateway.Node == node ? gateway : gateway with { Node = node });

    /// <summary>It is no member any more.</summary>
    public GatewayMembers Gone(string address) => this with { ByAddress = ByAddress.Remove(address) };

    /// <summary>How they fare, by address.</summary>
    /// <param name="reports">What gateways said in the last seconds.</param>
    /// <param name="version">The number of the targets.</param>
    public ImmutableArray<ProxyReport> Statuses(IEnumerable<ControlProtocol.GatewayReport> reports, long version)
    {
        var fresh = reports.ToDictionary(report => report.Node.Address);
        return [.. ByAddress.Select(g => new ProxyReport(g.Key, ProxyStatuses.Of(g.Value, fresh.GetValueOrDefault(g.Key), version)))];
    }

    private GatewayMembers Change(string address, Func<GatewayView, GatewayView> change) =>
        ByAddress.TryGetValue(address, out var gateway) ? this with { ByAddress = ByAddress.SetItem(address, change(gateway)) } : this;
}
