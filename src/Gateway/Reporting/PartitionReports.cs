using System.Collections.Immutable;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Reporting;

/// <summary>What a gateway tells the controller of an application's partitions. Pure, and bounded: it is told each second.</summary>
internal static class PartitionReports
{
    /// <summary>Partitions of an application in one report: some 20 KB.</summary>
    public const int Most = 512;

    /// <summary>Characters of the reason for which a partition is halted; the whole of it is in the gateway's log.</summary>
    public const int LongestReason = 200;

    /// <summary>By number; where there are more than <see cref="Most"/>, those that are halted and those furthest behind.</summary>
    public static ImmutableArray<PartitionReport> Of(PipelineStatus pipeline)
    {
        var told = pipeline.Partitions.Length <= Most
            ? (IEnumerable<PartitionFlow>)pipeline.Partitions
            : pipeline.Partitions.OrderBy(p => p.HaltedReason is null).ThenByDescending(Behind).Take(Most).OrderBy(p => p.Partition);
        return [.. told.Select(Report)];
    }

    /// <summary>How many are not told.</summary>
    public static int LeftOutOf(PipelineStatus pipeline) => Math.Max(0, pipeline.Partitions.Length - Most);

    /// <summary>What the pipeline did.</summary>
    public static FlowReport TotalsOf(PipelineTotals totals) =>
        new(totals.RecordsIn, totals.Results, totals.DeadLetters, totals.Skipped, totals.FailedAttempts);

    private static PartitionReport Report(PartitionFlow partition) => new(
        partition.Partition, partition.Committed ?? -1, partition.End ?? -1, partition.InFlight, partition.IsPaused,
        Cut(partition.HaltedReason));

    private static long Behind(PartitionFlow partition) => (partition.Lag ?? 0) + partition.InFlight;

    private static string? Cut(string? reason) => reason is { Length: > LongestReason } ? reason[..LongestReason] + "…" : reason;
}
