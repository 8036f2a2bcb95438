using System.Collections.Immutable;
using ActorServe.Seed.Placement;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Rollout;

/// <summary>How a deployment fares, for people. Pure.</summary>
internal static class DeploymentVerdict
{
    // In minutes, because that is how it is told.
    private static readonly TimeSpan SlowStartTime = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Says that the target's version runs, that the target is reached, that starts failed too often, or that replicas are missing, where
    /// that is so.
    /// </summary>
    /// <param name="state">Of the deployment.</param>
    /// <param name="nodes">Those that may have replicas.</param>
    /// <param name="unreachable">Addresses of nodes that the cluster does not hear from; null is none.</param>
    public static DeploymentState Judge(
        this DeploymentState state, IReadOnlyCollection<NodeLoad> nodes, ImmutableHashSet<string>? unreachable = null)
    {
        if (state.Target is { HasRun: false, Pin: not null } && state.RunningOfTarget.Any()) state = state.Ran();
        if (state.Target is not { } target) return state;
        // They may run on, and be back before long: they count, but nobody is served meanwhile.
        if (IsCutOff(state, unreachable ?? [])) return state.On(StatusTrigger.ReplicasMissing);
        if (nodes.Count == 0) return state.RunningOfTarget.Any() ? state : state.On(StatusTrigger.ReplicasMissing);

        if (IsReached(state, target, nodes))
        {
            return state.Status == DeploymentStatus.Healthy ? state
                : (state with { FailedStarts = FailedStarts.None, Health = state.Health.WithoutReason() }).On(StatusTrigger.TargetReached);
        }

        // Ray's rule: where one replica of the version runs, the version is sound and the others are tried again for ever. Ours: so it is
        // where one ran before; what its starts lack now, such as a disk that is not mounted yet, may come back when nobody looks.
        if (state.Failures.Count >= StartFailures.Limit(target.Replicas(nodes.Count), nodes.Count) && !state.RunningOfTarget.Any())
            return state.On(target.HasRun ? StatusTrigger.RestartFailed : StatusTrigger.StartupFailed);
        return state.Status == DeploymentStatus.Healthy && IsShort(state, target, nodes) ? state.On(Shortage(target)) : state;
    }

    /// <summary>What people read.</summary>
    /// <param name="state">Of the deployment.</param>
    /// <param name="nodes">How many may have replicas.</param>
    /// <param name="now">The time.</param>
    /// <param name="unreachable">Addresses of nodes beyond those, which the cluster does not hear from; null is none.</param>
    public static string Message(this DeploymentState state, int nodes, DateTimeOffset now, ImmutableHashSet<string>? unreachable = null)
    {
        var cut = unreachable ?? [];
        if (state.Target is not { } target) return "being deleted";
        if (nodes == 0) return cut.IsEmpty ? "no replica node is up" : "no replica node can be reached";

        var failures = state.Failures;
        var rest = SlowStart(state, now) + Others(state, target);
        var failed = $"{failures.Count} {(failures.Count == 1 ? "start" : "starts")} failed";
        if (state.Status == DeploymentStatus.DeployFailed) return $"{failed}, the last because: {failures.Reason.Before(rest)}";
        if (state.PinRefusal.Length > 0)
            return $"which file this is could not be kept with the targets, and is tried again: {state.PinRefusal.Before(rest)}";
        if (failures.Count > 0) return $"{failed} and more are tried, the last because: {failures.Reason.Before(rest)}";
        if (state.Status == DeploymentStatus.Healthy) return "";
        var replaced = state.Health.Reason.Length > 0 ? $"; a replica failed its health checks: {state.Health.Reason}" : "";
        var running = state.RunningOfTarget.Count(r => !cut.Contains(r.Id.Node.Address));
        return $"{running} of {target.Replicas(nodes + cut.Count)} replicas run{replaced.Before(rest)}";
    }

    private static bool IsCutOff(DeploymentState state, ImmutableHashSet<string> unreachable)
    {
        var running = state.Alive.Where(r => r.State == ReplicaState.Running).ToList();
        return running.Count > 0 && running.TrueForAll(r => unreachable.Contains(r.Id.Node.Address));
    }

    // A reason is often a sentence, whose end is not the end where more is told.
    private static string Before(this string reason, string rest) => rest.Length == 0 ? reason : reason.TrimEnd('.') + rest;

    private static string Others(DeploymentState state, DeploymentTarget target)
    {
        var others = state.Alive.Where(r => !state.IsOfTarget(r) && r.State == ReplicaState.Running).ToList();
        if (others.Count == 0) return "";
        var what = others.TrueForAll(r => r.Id.Key.Version == target.Version) ? "file" : "version";
        return $"; {others.Count} of another {what} {(others.Count == 1 ? "keeps" : "keep")} serving";
    }

    // Nothing ends a load that hangs, because none knows how long a good one takes: whoever looks must see it.
    private static string SlowStart(DeploymentState state, DateTimeOffset now)
    {
        var oldest = state.Alive.Where(r => r.State == ReplicaState.Starting && r.StartedAtMs > 0).MinBy(r => r.StartedAtMs);
        var minutes = oldest is null ? 0 : (now.ToUnixTimeMilliseconds() - oldest.StartedAtMs) / (long)SlowStartTime.TotalMilliseconds;
        return minutes < 1 ? "" : $"; one has been starting for {minutes} min at {MemberAddress.Endpoint(oldest!.Id.Node.Address)}";
    }

    // More nodes want more replicas where each has its own number; a number in all is only short where some are gone.
    private static StatusTrigger Shortage(DeploymentTarget target) =>
        target.PerNode is null ? StatusTrigger.ReplicasMissing : StatusTrigger.TargetRaised;

    private static bool IsReached(DeploymentState state, DeploymentTarget target, IReadOnlyCollection<NodeLoad> nodes) =>
        target.Pin is not null && state.Pending.IsEmpty && !IsShort(state, target, nodes)
            && state.Alive.All(r => state.IsOfTarget(r) && r.State == ReplicaState.Running);

    // Where each node has its own number, one node's surplus makes up for nothing on another.
    private static bool IsShort(DeploymentState state, DeploymentTarget target, IReadOnlyCollection<NodeLoad> nodes)
    {
        if (target.PerNode is not { } perNode) return state.RunningOfTarget.Count() < target.Replicas(nodes.Count);

        var running = state.RunningOfTarget.CountBy(r => r.Id.Node).ToDictionary();
        return nodes.Any(n => running.GetValueOrDefault(n.Node) < perNode);
    }
}
