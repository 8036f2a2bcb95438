using System.Collections.Immutable;
using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.ControlProtocol;

namespace ActorServe.Seed.Control;

/// <summary>Has the partitions and durations that gateways report fit into one status, however many gateways there are. Pure.</summary>
internal static class StatusRoom
{
    /// <summary>
    /// Partitions of all applications at all gateways: some 300 KB, or 2 MB where all are halted. A status that outgrew a message would not
    /// be told at all.
    /// </summary>
    public const int Most = 8_192;

    /// <summary>Buckets of durations of all applications at all gateways: 1 MB at most.</summary>
    public const int MostDurations = 65_536;

    /// <summary>
    /// The reports with as many partitions as there is room for: of each application at each gateway those that are halted and those
    /// furthest behind. Durations are told whole or not at all, of the first gateways, each of which serves what all serve.
    /// </summary>
    public static ImmutableArray<GatewayReport> Fit(ImmutableArray<GatewayReport> reports) => FitDurations(FitPartitions(reports));

    private static ImmutableArray<GatewayReport> FitDurations(ImmutableArray<GatewayReport> reports)
    {
        if (reports.Sum(DurationsOf) <= MostDurations) return reports;

        var (left, told) = (MostDurations, ImmutableArray.CreateBuilder<GatewayReport>(reports.Length));
        foreach (var report in reports)
        {
            left -= DurationsOf(report);
            told.Add(left >= 0 ? report : report with { Applications = [.. report.Applications.Select(a => a with { Durations = [] })] });
        }

        return told.MoveToImmutable();
    }

    private static int DurationsOf(GatewayReport report) => report.Applications.Sum(application => application.Durations.Length);

    private static ImmutableArray<GatewayReport> FitPartitions(ImmutableArray<GatewayReport> reports)
    {
        var wanted = reports.SelectMany(report => report.Applications).Select(application => application.Partitions.Length).ToList();
        if (wanted.Sum() <= Most) return reports;

        var shares = new Queue<int>(EvenShares.Of(wanted, Most));
        return [.. reports.Select(report => report with { Applications = [.. report.Applications.Select(a => Cut(a, shares.Dequeue()))] })];
    }

    private static ApplicationReport Cut(ApplicationReport application, int most)
    {
        var partitions = application.Partitions;
        return partitions.Length <= most ? application : application with
        {
            Partitions = [.. partitions.OrderBy(p => p.HaltedReason is null).ThenByDescending(Behind).Take(most).OrderBy(p => p.Partition)],
            PartitionsLeftOut = application.PartitionsLeftOut + partitions.Length - most,
        };
    }

    private static long Behind(PartitionReport partition) =>
        partition is { Committed: >= 0, End: >= 0 } ? partition.End - partition.Committed : partition.InFlight;
}
