using System.Collections.Immutable;
using System.Text.Json;
using ActorServe.Cli.Members;
using ActorServe.Shared.Telemetry;

namespace ActorServe.Cli.Inspecting;

/// <summary>How an application fares at one gateway.</summary>
/// <param name="Node">The gateway, as <c>host:port</c>.</param>
/// <param name="IsServing">It does what it should there.</param>
/// <param name="Lag">Records that its group has not read; null where that is not known.</param>
/// <param name="QueuedRows">Rows that wait for a replica.</param>
/// <param name="OngoingRows">Rows that are at one.</param>
/// <param name="Totals">What became of its records; null where the seed does not tell.</param>
/// <param name="Partitions">Those that the gateway has, by number.</param>
/// <param name="LeftOut">Partitions that it has beyond those.</param>
internal sealed record GatewayReading(
    string Node, bool IsServing, long? Lag, long QueuedRows, long OngoingRows, FlowTotals? Totals,
    ImmutableArray<PartitionReading> Partitions, long LeftOut)
{
    /// <summary>How long its records took since the application was started there.</summary>
    public DurationBuckets Durations { get; init; } = DurationBuckets.None;

    /// <summary>Reads one.</summary>
    public static GatewayReading Of(JsonElement gateway) => new(
        MemberReading.EndpointOf(gateway.Text("node_id")), gateway.IsTrue("serving"),
        gateway.Number("lag") is >= 0 and var lag ? lag : null,
        gateway.Number("queued_rows") ?? 0, gateway.Number("ongoing_rows") ?? 0,
        gateway.Part("totals") is { } totals ? FlowTotals.Of(totals) : null,
        [.. gateway.Items("partitions").Select(PartitionReading.Of)],
        gateway.Number("partitions_left_out") ?? 0)
    {
        Durations = DurationsReading.Of(gateway),
    };
}

/// <summary>Sums since an application was started on a gateway.</summary>
internal sealed record FlowTotals(long RecordsIn, long Results, long DeadLetters, long Skipped, long FailedAttempts)
{
    /// <summary>Reads them.</summary>
    public static FlowTotals Of(JsonElement totals) => new(
        totals.Number("records_in") ?? 0, totals.Number("results") ?? 0, totals.Number("dead_letters") ?? 0, totals.Number("skipped") ?? 0,
        totals.Number("failed_attempts") ?? 0);
}

/// <summary>One partition of an input topic, at the gateway that has it.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Committed">The offset that its group goes on from; null where not known yet.</param>
/// <param name="End">Its end; null where not known yet.</param>
/// <param name="Lag">Records from the one to the other.</param>
/// <param name="InFlight">Records read and not finished.</param>
/// <param name="IsPaused">Nothing is read from it now.</param>
/// <param name="Halted">Why it stands still until a person helps; empty where it goes on.</param>
internal sealed record PartitionReading(long Partition, long? Committed, long? End, long? Lag, long InFlight, bool IsPaused, string Halted)
{
    /// <summary>It goes on only where a person helps.</summary>
    public bool IsHalted => Halted.Length > 0;

    /// <summary>In a word; a partition that is full waits for its rows, and is no reason to worry.</summary>
    public string State => IsHalted ? "HALTED" : IsPaused ? "full" : "reading";

    /// <summary>Reads one.</summary>
    public static PartitionReading Of(JsonElement partition) => new(
        partition.Number("partition") ?? -1, partition.Number("committed"), partition.Number("end"), partition.Number("lag"),
        partition.Number("in_flight") ?? 0, partition.IsTrue("paused"), partition.Text("halted"));
}
