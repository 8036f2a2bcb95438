namespace ActorServe.Seed.Rollout;

/// <summary>What a replica's health checks have told: Ray's rule, three failures in a row, and one answer makes up for them.</summary>
/// <param name="NextAt">The next check is due then.</param>
/// <param name="CheckId">The check that is under way; null where none is.</param>
/// <param name="AskedAt">When it was asked.</param>
/// <param name="Failures">Failures in a row.</param>
/// <param name="Reason">What the last one was.</param>
internal sealed record ReplicaHealth(DateTimeOffset NextAt, long? CheckId, DateTimeOffset AskedAt, int Failures, string Reason)
{
    /// <summary>So many failures in a row have a replica replaced.</summary>
    public const int Limit = 3;

    /// <summary>It failed too often.</summary>
    public bool IsUnhealthy => Failures >= Limit;

    /// <summary>Of a replica that runs since now.</summary>
    public static ReplicaHealth New(DateTimeOffset now, TimeSpan period) => new(now + period, null, default, 0, "");

    /// <summary>Whether to ask now.</summary>
    public bool IsDue(DateTimeOffset now) => CheckId is null && !IsUnhealthy && now >= NextAt;

    /// <summary>It was asked. Checks are a period apart, as they begin.</summary>
    public ReplicaHealth Asked(long checkId, DateTimeOffset now, TimeSpan period) =>
        this with { CheckId = checkId, AskedAt = now, NextAt = now + period };

    /// <summary>It answered. An answer to another check than the one under way came too late and counts no more.</summary>
    /// <param name="checkId">The check.</param>
    /// <param name="error">Null where it is well.</param>
    public ReplicaHealth Answered(long checkId, string? error)
    {
        if (checkId != CheckId) return this;
        return error is null ? this with { CheckId = null, Failures = 0, Reason = "" } : Failed(error);
    }

    /// <summary>The time to answer is over, where it is.</summary>
    public ReplicaHealth Expire(DateTimeOffset now, TimeSpan timeout) =>
        CheckId is not null && now - AskedAt >= timeout ? Failed($"it did not answer within {timeout.TotalSeconds:0.#} s") : this;

    /// <summary>Nothing can be asked: what is under way is not held against it.</summary>
    public ReplicaHealth Interrupted() => CheckId is null ? this : this with { CheckId = null };

    private ReplicaHealth Failed(string reason) => this with { CheckId = null, Failures = Failures + 1, Reason = reason };
}
