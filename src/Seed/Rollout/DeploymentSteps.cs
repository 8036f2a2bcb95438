using System.Collections.Immutable;
using ActorServe.Seed.Placement;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Rollout;

/// <summary>What to do next for a deployment. Pure.</summary>
/// <remarks>
/// Whatever fails: starts never exceed the target, a replica of the target version that is well is never stopped while too few run, and
/// replicas of other versions, or of the version with another file, go only as replicas of the target version take their place. After too
/// many failed starts of a version that never ran the next is tried when a replica that served is lost, of whichever version, or a node
/// joins. Replicas on a node that cannot be reached count until the node is removed: most often it comes back with them.
/// </remarks>
internal static class DeploymentSteps
{
    /// <summary>Empty where the target is reached, or what was asked for must come first.</summary>
    /// <param name="state">Of the deployment.</param>
    /// <param name="nodes">Those that may get replicas.</param>
    /// <param name="now">The time.</param>
    /// <param name="isSettling">
    /// There are nodes that may have replicas and are not heard yet, as after a failover: where the number in the whole cluster counts,
    /// nothing is started in their place.
    /// </param>
    public static ImmutableArray<Step> Reconcile(
        this DeploymentState state, IReadOnlyCollection<NodeLoad> nodes, DateTimeOffset now, bool isSettling = false)
    {
        if (state.Target is not { } target) return [.. state.Unstopped.Select(r => new Step.Stop(r.Id))];

        var changes = Changes(state, target, nodes, now, isSettling).ToList();
        // Also where none is missing: what runs may run another file than the next to be started.
        if (target.Pin is null && (changes.Exists(c => c is Step.Start) || state.Alive.Any(state.IsOfTarget)))
            changes = [.. changes.Where(c => c is not Step.Start), .. Resolve(state, nodes, now)];
        var unhealthy = state.Unstopped.Where(r => state.Health.IsUnhealthy(r.Id)).Select(r => (Step)new Step.Stop(r.Id));
        return [.. changes, .. unhealthy, .. Checks(state, target, nodes, now)];
    }

    /// <summary>The step stops a replica because it failed its health checks, so that another takes its place.</summary>
    public static bool ReplacesForHealth(this DeploymentState state, Step step) =>
        state.Target is not null && step is Step.Stop stop && state.Health.IsUnhealthy(stop.Replica);

    private static IEnumerable<Step> Changes(
        DeploymentState state, DeploymentTarget target, IReadOnlyCollection<NodeLoad> nodes, DateTimeOffset now, bool isSettling)
    {
        var alive = state.Alive.ToList();
        if (target.PerNode is not { } perNode)
        {
            var mayStart = !isSettling && MayStart(state, state.Failures, now);
            return Place(state, target.Config.NumReplicas!.Value, nodes, alive, [.. state.Pending.Values], mayStart);
        }

        return nodes.OrderBy(n => n.Node.Address, StringComparer.Ordinal).SelectMany(node => Place(
            state, perNode, [node], [.. alive.Where(r => r.Id.Node == node.Node)],
            [.. state.Pending.Values.Where(p => p.Node == node.Node)], MayStart(state, state.FailedStarts.On(node.Node), now)));
    }

    private static IEnumerable<Step> Place(
        DeploymentState state, int wanted, IReadOnlyCollection<NodeLoad> nodes, List<ReplicaEntry> alive, List<PendingStart> coming,
        bool mayStart)
    {
        var byVersion = alive.ToLookup(state.IsOfTarget);
        var (current, outdated) = (byVersion[true].ToList(), byVersion[false].ToList());
        var missing = wanted - current.Count - coming.Count;
        return [.. mayStart ? Starts(missing, WithFailures(state, nodes), current, coming) : [], .. Stops(wanted, current, outdated)];
    }

    private static bool MayStart(DeploymentState state, StartFailures failures, DateTimeOffset now) =>
        state.Status != DeploymentStatus.DeployFailed && now >= failures.RetryAt;

    private static NodeLoad[] WithFailures(DeploymentState state, IEnumerable<NodeLoad> nodes) =>
        [.. nodes.Select(n => n with { FailedStarts = state.FailedStarts.On(n.Node).Count })];

    private static IEnumerable<Step> Starts(
        int missing, IReadOnlyCollection<NodeLoad> nodes, List<ReplicaEntry> current, List<PendingStart> coming)
    {
        var own = current.Select(r => r.Id.Node).Concat(coming.Select(p => p.Node)).CountBy(n => n).ToDictionary();
        return ReplicaPlacement.Place(nodes, own, missing).Select(node => new Step.Start(node));
    }

    private static IEnumerable<Step> Stops(int wanted, List<ReplicaEntry> current, List<ReplicaEntry> outdated)
    {
        var crowd = current.CountBy(r => r.Id.Node).ToDictionary();
        var surplus = current
            .OrderBy(r => r.State == ReplicaState.Running)
            .ThenByDescending(r => crowd[r.Id.Node])
            .ThenByDescending(r => r.Id.Number)
            .Take(current.Count - wanted);

        // A replica of an old version goes when a new one runs in its place; one that only starts serves nobody and goes at once.
        var running = current.Count(r => r.State == ReplicaState.Running);
        var serving = outdated.Where(r => r.State == ReplicaState.Running).ToList();
        var replaced = serving.OrderBy(r => r.Id.Number).Take(running + serving.Count - wanted);
        return surplus.Concat(outdated.Where(r => r.State == ReplicaState.Starting)).Concat(replaced).Select(r => new Step.Stop(r.Id));
    }

    // Another node each time: where the file is missing on one, it may be on the next.
    private static IEnumerable<Step> Resolve(DeploymentState state, IEnumerable<NodeLoad> nodes, DateTimeOffset now) =>
        state.Resolving is not null || !MayStart(state, state.Failures, now) ? []
            : ReplicaPlacement.Place(WithFailures(state, nodes), ImmutableDictionary<NodeId, int>.Empty, 1)
                .Select(node => new Step.Resolve(node));

    private static IEnumerable<Step> Checks(
        DeploymentState state, DeploymentTarget target, IReadOnlyCollection<NodeLoad> nodes, DateTimeOffset now)
    {
        var reachable = nodes.Select(n => n.Node).ToHashSet();
        return state.Alive.Where(r => r.State == ReplicaState.Running && reachable.Contains(r.Id.Node) && state.Health.IsDue(r.Id, now))
            .Select(r => new Step.Check(r.Id, target.Config.HealthCheckTimeout));
    }
}
