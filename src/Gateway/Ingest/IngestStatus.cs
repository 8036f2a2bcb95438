using System.Collections.Immutable;
using ActorServe.Shared.Telemetry;

namespace ActorServe.Gateway.Ingest;

/// <summary>What Ingest of one application does now. Made anew about each second.</summary>
/// <param name="Partitions">The partitions that this process owns, by number.</param>
internal sealed record IngestStatus(ImmutableArray<PartitionStatus> Partitions)
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(5);

    /// <summary>How long the rows took that were finished since the run began, from when they were read.</summary>
    public DurationBuckets Durations { get; init; } = DurationBuckets.None;

    /// <summary>Before the first assignment.</summary>
    public static IngestStatus None { get; } = new([]);

    /// <summary>How reading fares.</summary>
    public ReadingStatus Reading { get; init; } = ReadingStatus.NotKnown.Instance;

    /// <summary>
    /// When the thread that owns the consumer was last heard, a timestamp of its clock; null where there is no such thread.
    /// </summary>
    public long? HeardAt { get; init; }

    /// <summary>
    /// How reading fares now. A call to the client can hold the thread up for a minute: that all was well before it says nothing then.
    /// </summary>
    public ReadingStatus ReadingBy(TimeProvider time) =>
        HeardAt is { } heard && Reading.Trouble is null && time.GetElapsedTime(heard) is var silence && silence > LongestSilence
            ? new ReadingStatus.Silent(silence)
            : Reading;
}

/// <summary>One partition now.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Lag">Records not yet read, as of the client's last fetch of this partition; null before the first.</param>
/// <param name="InFlight">Rows read and not finished.</param>
/// <param name="InFlightBytes">Their bytes.</param>
/// <param name="Watermark">The offset up to which everything is finished; null where nothing is yet.</param>
/// <param name="IsPaused">Nothing is read from it now.</param>
/// <param name="StopReason">Why nothing will be read from it until the stream is started again; null where it goes on.</param>
internal readonly record struct PartitionStatus(
    int Partition, long? Lag, int InFlight, long InFlightBytes, long? Watermark, bool IsPaused, string? StopReason)
{
    /// <summary>
    /// The offset that the broker keeps for the group, as it has said; null where that is not known. A source that is not told what became
    /// of a commit has the watermark here.
    /// </summary>
    public long? Committed { get; init; }

    /// <summary>The end of the partition as of the client's last fetch of it; null before the first.</summary>
    public long? End { get; init; }
}
