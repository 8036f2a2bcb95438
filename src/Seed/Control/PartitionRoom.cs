using System.Collections.Immutable;
using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.ControlProtocol;

namespace ActorServe.Seed.Control;

/// <summary>Has the partitions that gateways report fit into one status, however many gateways there are. Pure.</summary>
internal static class PartitionRoom
{
    /// <summary>Partitions of all applications at all gateways: some 300 KB, or 2 MB where all are halted. A status that outgrew a message would not be told at all.</summary>
    public const int Most = 8_192;

    /// <summary>
    /// The reports with as many partitions as there is room for: of each application at each gateway those that are halted and those furthest
    /// behind.
    /// </summary>
    public static ImmutableArray<GatewayReport> Fit(ImmutableArray<GatewayReport> reports)
    {
        var wanted = reports.SelectMany(report => report.Applications).Select(application => application.Partitions.Length).ToList();
        if (wanted.Sum() <= Most) return reports;

        var shares = new Queue<int>(EvenShares.Of(wanted, Most));
        return [.. reports.Select(report => report with { Applications = [.. report.Applications.Select(a => Cut(a, shares.Dequeue()))] })];
    }

    private static ApplicationReport Cut(ApplicationReport application, int most) => application.Partitions.Length <= most ? application : application with
    {
        Partitions =
        [
            .. application.Partitions.OrderBy(p => p.HaltedReason is null).ThenByDescending(Behind).Take(most).OrderBy(p => p.Partition),
        ],
        PartitionsLeftOut = application.PartitionsLeftOut + application.Partitions.Length - most,
    };

    private static long Behind(PartitionReport partition) =>
        partition is { Committed: >= 0, End: >= 0 } ? partition.End - partition.Committed : partition.InFlight;
}
