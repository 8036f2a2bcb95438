using ActorServe.Shared.Telemetry;

namespace ActorServe.Cli.Top;

/// <summary>How long records took, in milliseconds: half of them no longer than the first of these, and so on.</summary>
internal sealed record TopDurations(double P50, double P95, double P99)
{
    /// <summary>Of those that were finished between two looks; null where none was, or that is not known.</summary>
    public static TopDurations? Of(IEnumerable<DurationBuckets?> finished)
    {
        var all = finished.OfType<DurationBuckets>().Aggregate(DurationBuckets.None, (sum, each) => sum.Merge(each));
        return all.Total == 0 ? null : new TopDurations(Ms(0.5), Ms(0.95), Ms(0.99));

        double Ms(double part) => Math.Round(all.Percentile(part)!.Value.TotalMilliseconds, 2);
    }
}
