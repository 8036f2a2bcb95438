using System.Collections.Immutable;
using System.Numerics;
using ActorServe.Shared.Protocol;

namespace ActorServe.Shared.Telemetry;

/// <summary>
/// How many took how long: counts in buckets, four for each doubling, from a tenth of a millisecond up to five days. Counts only grow, so
/// that what a later reading has more is what came between, of several processes together, too. Pure.
/// </summary>
public sealed class DurationBuckets : IEquatable<DurationBuckets>
{
    /// <summary>How many buckets there are; each is known by its number, from 0, on every node.</summary>
    public const int Number = 124;

    private const int EachOctave = 4;
    private const long TicksOfTenth = TimeSpan.TicksPerMillisecond / 10;

    private DurationBuckets(ImmutableArray<DurationCount> counts) => (Counts, Total) = (counts, counts.Sum(each => each.Count));

    /// <summary>Nothing was done.</summary>
    public static DurationBuckets None { get; } = new([]);

    /// <summary>The buckets that have anything, by number.</summary>
    public ImmutableArray<DurationCount> Counts { get; }

    /// <summary>All of them.</summary>
    public long Total { get; }

    /// <summary>The bucket of a duration in tenths of a millisecond.</summary>
    public static int BucketOf(uint tenths)
    {
        if (tenths < EachOctave) return (int)tenths;

        var octave = BitOperations.Log2(tenths);
        return (EachOctave * (octave - 2)) + (int)(tenths >> (octave - 2));
    }

    /// <summary>The bucket whose bound above is so many milliseconds, or the nearest to it.</summary>
    public static int BucketUpTo(decimal ms) => BucketOf((uint)Math.Clamp((ms * 10) - 1, 0, uint.MaxValue));

    /// <summary>The bound of a bucket above, in milliseconds: what is in it took less.</summary>
    public static decimal MsUpTo(int bucket) => From(bucket + 1) / 10m;

    /// <summary>The middle of a bucket: it stands for all that is in it.</summary>
    public static TimeSpan MiddleOf(int bucket) => Within(bucket, 0.5);

    /// <summary>The time in tenths of a millisecond, in which buckets count.</summary>
    public static long TenthsOf(TimeSpan time) => time.Ticks / TicksOfTenth;

    /// <summary>From counts by the numbers of their buckets; what has no such number, as of a later version, is left out.</summary>
    public static DurationBuckets Of(IEnumerable<DurationCount> counts)
    {
        var all = new long[Number];
        foreach (var (bucket, count) in counts)
            if ((uint)bucket < Number && count > 0) all[bucket] += count;
        return Of(all);
    }

    /// <summary>From the counts of all buckets.</summary>
    public static DurationBuckets Of(ReadOnlySpan<long> counts)
    {
        var some = ImmutableArray.CreateBuilder<DurationCount>();
        for (var bucket = 0; bucket < counts.Length; bucket++)
            if (counts[bucket] > 0) some.Add(new DurationCount(bucket, counts[bucket]));
        return some.Count == 0 ? None : new DurationBuckets(some.ToImmutable());
    }

    /// <summary>Both together.</summary>
    public DurationBuckets Merge(DurationBuckets other) => other.Total == 0 ? this : Total == 0 ? other : Of(Counts.Concat(other.Counts));

    /// <summary>What came since an earlier reading; null where it is none, because counting began anew.</summary>
    public DurationBuckets? Since(DurationBuckets before)
    {
        var counts = new long[Number];
        foreach (var (bucket, count) in Counts) counts[bucket] = count;
        foreach (var (bucket, count) in before.Counts)
            if ((counts[bucket] -= count) < 0) return null;
        return Of(counts);
    }

    /// <summary>How long this part of them took at most, to within a bucket; null where there are none.</summary>
    /// <param name="part">From 0 to 1.</param>
    public TimeSpan? Percentile(double part)
    {
        var (rank, before) = (Math.Clamp((long)Math.Ceiling(part * Total), 1, Math.Max(1, Total)), 0L);
        foreach (var (bucket, count) in Counts)
        {
            // As if those of a bucket lay evenly in it.
            if (before + count >= rank) return Within(bucket, (rank - before - 0.5) / count);
            before += count;
        }

        return null;
    }

    /// <inheritdoc/>
    public bool Equals(DurationBuckets? other) => other is not null && Counts.SequenceEqual(other.Counts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DurationBuckets);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Counts.Length, Total);

    // The first duration of a bucket, in tenths of a millisecond. The first four of them have one each.
    private static long From(int bucket)
    {
        if (bucket < EachOctave) return bucket;

        var shift = (bucket / EachOctave) - 1;
        return (long)(EachOctave + (bucket % EachOctave)) << shift;
    }

    private static TimeSpan Within(int bucket, double part) =>
        TimeSpan.FromTicks((long)((From(bucket) + ((From(bucket + 1) - From(bucket)) * part)) * TicksOfTenth));
}
