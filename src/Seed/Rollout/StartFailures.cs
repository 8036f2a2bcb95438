namespace ActorServe.Seed.Rollout;

/// <summary>The starts that failed since the targets came, and when the next may be tried.</summary>
/// <param name="Count">Replicas that did not start.</param>
/// <param name="Reason">Why the last one did not.</param>
/// <param name="RetryAt">No start before this.</param>
/// <param name="Backoff">The wait that led to <paramref name="RetryAt"/>.</param>
internal sealed record StartFailures(int Count, string Reason, DateTimeOffset RetryAt, TimeSpan Backoff)
{
    /// <summary>The wait after the first failure.</summary>
    public static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(30);

    /// <summary>None has failed.</summary>
    public static StartFailures None { get; } = new(0, "", DateTimeOffset.MinValue, TimeSpan.Zero);

    /// <summary>Ray's rule: three tries for each replica wanted, at most 20 in all. Ours: one on each node, where that is more.</summary>
    public static int Limit(int target, int nodes) => Math.Min(Math.Max(3 * target, nodes), 20);

    /// <summary>One more. Replicas that fail together are one wave, and lengthen the wait once.</summary>
    public StartFailures Add(string reason, DateTimeOffset now)
    {
        if (now < RetryAt) return this with { Count = Count + 1, Reason = reason };

        var wait = Backoff == TimeSpan.Zero ? FirstBackoff : TimeSpan.FromTicks(Math.Min(Backoff.Ticks * 2, LongestBackoff.Ticks));
        return new StartFailures(Count + 1, reason, now + wait, wait);
    }

    /// <summary>No start failed, but something else that a start needs: the next waits as long as after a failed one.</summary>
    public StartFailures PutOff(DateTimeOffset now) => Add(Reason, now) with { Count = Count };

    /// <summary>
    /// A replica that ran has crashed: not a failed start, but the next waits as after the first, so that a crash loop stays slow.
    /// </summary>
    public StartFailures Pause(DateTimeOffset now) =>
        now + FirstBackoff > RetryAt ? this with { RetryAt = now + FirstBackoff } : this;
}
