namespace ActorServe.Replica.Batching;

/// <summary>Sums of times that never overflow: the least time is "never yet", the greatest "never".</summary>
internal static class Times
{
    /// <summary>The sum; never stays never.</summary>
    public static TimeSpan Plus(this TimeSpan time, TimeSpan span) =>
        time == TimeSpan.MinValue || time == TimeSpan.MaxValue ? time
        : span > TimeSpan.MaxValue - time ? TimeSpan.MaxValue
        : time + span;
}
