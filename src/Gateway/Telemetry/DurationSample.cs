using ActorServe.Shared.Telemetry;

namespace ActorServe.Gateway.Telemetry;

/// <summary>
/// Of the records that were finished in a second, those whose durations are recorded: all where they are few, else of each bucket its share
/// of <see cref="Most"/>. What is left of a share counts in a later second, so that in the long run no bucket has more or less than its
/// share. Pure.
/// </summary>
internal sealed class DurationSample
{
    /// <summary>Records of one second.</summary>
    public const int Most = 1_000;

    private readonly double[] _left = new double[DurationBuckets.Number];

    /// <summary>How many of each bucket are recorded.</summary>
    /// <param name="finished">Those of the second.</param>
    public IReadOnlyList<(int Bucket, int Records)> Take(DurationBuckets finished)
    {
        var part = finished.Total <= Most ? 1 : (double)Most / finished.Total;
        foreach (var (bucket, count) in finished.Counts) _left[bucket] += count * part;

        var (taken, room) = (new List<(int, int)>(), Most);
        for (var bucket = 0; bucket < _left.Length; bucket++)
        {
            var records = (int)Math.Min(_left[bucket], room);
            if (records == 0) continue;
            _left[bucket] -= records;
            room -= records;
            taken.Add((bucket, records));
        }

        return taken;
    }
}
