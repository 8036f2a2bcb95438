using System.Collections.Immutable;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Reporting;

/// <summary>What a gateway tells the controller of its applications' partitions. Pure, and bounded: it is told each second.</summary>
internal static class PartitionReports
{
    /// <summary>Partitions of all applications in one report: some 80 KB. A report that outgrew a frame would not be told at all.</summary>
    public const int Most = 2_048;

    /// <summary>
    /// How many partitions of each application are told, where all together may be <see cref="Most"/>: all of those that have few, and of
    /// the others equally many.
    /// </summary>
    /// <param name="partitions">How many each has.</param>
    public static ImmutableArray<int> Share(IReadOnlyList<int> partitions) => EvenShares.Of(partitions, Most);

    /// <summary>By number; where there are more than may be told, those that are halted and those furthest behind.</summary>
    /// <param name="pipeline">Whose partitions.</param>
    /// <param name="most">How many may be told.</param>
    public static ImmutableArray<PartitionReport> Of(PipelineStatus pipeline, int most = Most)
    {
        var told = pipeline.Partitions.Length <= most
            ? (IEnumerable<PartitionFlow>)pipeline.Partitions
            : pipeline.Partitions.OrderBy(p => p.HaltedReason is null).ThenByDescending(Behind).Take(most).OrderBy(p => p.Partition);
        // Where no broker answers, ends are not known: records may be written meanwhile.
        return [.. told.Select(partition => Report(partition, pipeline.IsBrokerAway == true ? -1 : partition.End ?? -1))];
    }

    /// <summary>What the pipeline did.</summary>
    public static FlowReport TotalsOf(PipelineTotals totals) =>
        new(totals.RecordsIn, totals.Results, totals.DeadLetters, totals.Skipped, totals.FailedAttempts);

    private static PartitionReport Report(PartitionFlow partition, long end) => new(
        partition.Partition, partition.Committed ?? -1, end, partition.InFlight, partition.IsPaused,
        partition.HaltedReason is { } reason ? PipelineStatus.Cut(reason, PipelineStatus.LongestReason) : null);

    private static long Behind(PartitionFlow partition) => (partition.Lag ?? 0) + partition.InFlight;
}
