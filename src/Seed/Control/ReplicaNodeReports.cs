using System.Collections.Immutable;
using static ActorServe.Shared.Protocol.ControlProtocol;

namespace ActorServe.Seed.Control;

/// <summary>What replica nodes say of the work of their replicas, as long as it is fresh. Decides nothing: it is for people.</summary>
internal sealed record ReplicaNodeReports
{
    private ImmutableDictionary<string, (ReplicaNodeReport Report, DateTimeOffset At)> ByAddress { get; init; } =
        ImmutableDictionary<string, (ReplicaNodeReport, DateTimeOffset)>.Empty;

    /// <summary>A report of a node replaces its last one, and that of a former process on its address.</summary>
    public ReplicaNodeReports See(ReplicaNodeReport report, DateTimeOffset now) =>
        this with { ByAddress = ByAddress.SetItem(report.Node.Address, (report, now)) };

    /// <summary>The node is no member any more.</summary>
    public ReplicaNodeReports Forget(string address) => this with { ByAddress = ByAddress.Remove(address) };

    /// <summary>Those that are fresh, by address.</summary>
    public ImmutableArray<ReplicaNodeReport> Fresh(DateTimeOffset now) =>
        [.. ByAddress.Values.Where(r => now - r.At < GatewayReports.Lifetime).Select(r => r.Report)
            .OrderBy(r => r.Node.Address, StringComparer.Ordinal)];
}
