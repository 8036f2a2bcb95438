using System.Collections.Immutable;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Rollout;

/// <summary>The health of a deployment's replicas.</summary>
internal sealed record HealthChecks
{
    private ImmutableDictionary<ReplicaId, ReplicaHealth> Replicas { get; init; } = ImmutableDictionary<ReplicaId, ReplicaHealth>.Empty;

    /// <summary>Why the last replica that was found unhealthy was; empty where none was since the target was last reached.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>Those whose last checks failed, for people.</summary>
    public ImmutableArray<ReplicaHealthReport> Failing =>
        [.. Replicas.Where(r => r.Value.Failures > 0).Select(r => new ReplicaHealthReport(r.Key, r.Value.Failures, r.Value.Reason))];

    /// <summary>The replica failed too often, and is to be replaced.</summary>
    public bool IsUnhealthy(ReplicaId replica) => Replicas.TryGetValue(replica, out var health) && health.IsUnhealthy;

    /// <summary>Whether to ask the replica now.</summary>
    public bool IsDue(ReplicaId replica, DateTimeOffset now) => Replicas.TryGetValue(replica, out var health) && health.IsDue(now);

    /// <summary>The replica runs; the first check is a period away.</summary>
    public HealthChecks Runs(ReplicaId replica, DateTimeOffset now, TimeSpan period) =>
        Replicas.ContainsKey(replica) ? this : this with { Replicas = Replicas.Add(replica, ReplicaHealth.New(now, period)) };

    /// <summary>The replica is gone.</summary>
    public HealthChecks Forget(ReplicaId replica) =>
        Replicas.ContainsKey(replica) ? this with { Replicas = Replicas.Remove(replica) } : this;

    /// <summary>What was is mended.</summary>
    public HealthChecks WithoutReason() => Reason.Length == 0 ? this : this with { Reason = "" };

    /// <summary>It was asked.</summary>
    public HealthChecks Asked(ReplicaId replica, long checkId, DateTimeOffset now, TimeSpan period) =>
        Change(replica, health => health.Asked(checkId, now, period));

    /// <summary>It answered.</summary>
    public HealthChecks Answered(ReplicaId replica, long checkId, string? error) =>
        Change(replica, health => health.Answered(checkId, error));

    /// <summary>Time passed.</summary>
    /// <param name="reachable">Nodes that can be asked.</param>
    /// <param name="now">The time.</param>
    /// <param name="timeout">How long an answer may take.</param>
    public HealthChecks Expire(ImmutableHashSet<NodeId> reachable, DateTimeOffset now, TimeSpan timeout) => Replicas.Keys.Aggregate(
        this, (all, id) => all.Change(id, health => reachable.Contains(id.Node) ? health.Expire(now, timeout) : health.Interrupted()));

    private HealthChecks Change(ReplicaId replica, Func<ReplicaHealth, ReplicaHealth> change)
    {
        if (!Replicas.TryGetValue(replica, out var before)) return this;

        var after = change(before);
        if (ReferenceEquals(after, before)) return this;
        return this with { Replicas = Replicas.SetItem(replica, after), Reason = after.IsUnhealthy ? after.Reason : Reason };
    }
}
