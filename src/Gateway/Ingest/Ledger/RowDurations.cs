using ActorServe.Shared.Telemetry;

namespace ActorServe.Gateway.Ingest.Ledger;

/// <summary>
/// The time in tenths of a millisecond since a run began, from any thread. It begins anew after five days: only what lies between two
/// readings counts.
/// </summary>
internal sealed class RowClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Now. Read once for many rows.</summary>
    public uint Read() => unchecked((uint)DurationBuckets.TenthsOf(time.GetElapsedTime(_start)));
}

/// <summary>How long rows took, from when they were read until they were done. Owned by one thread; a row allocates nothing.</summary>
internal sealed class RowDurations
{
    private readonly long[] _counts = new long[DurationBuckets.Number];

    /// <summary>A row is done.</summary>
    /// <param name="from">When it was read, by a <see cref="RowClock"/>.</param>
    /// <param name="to">When it was done.</param>
    public void Add(uint from, uint to) => _counts[DurationBuckets.BucketOf(unchecked(to - from))]++;

    /// <summary>All until now, for any thread.</summary>
    public DurationBuckets Read() => DurationBuckets.Of(_counts);
}
