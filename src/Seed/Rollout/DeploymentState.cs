using System.Collections.Immutable;
using ActorServe.Seed.Placement;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Rollout;

/// <summary>A start that was asked of a node and is not in its directory yet.</summary>
internal sealed record PendingStart(NodeId Node, string Version, DateTimeOffset AskedAt, DateTimeOffset SentAt);

/// <summary>A node that was asked which file the target means. The answer is kept with the targets before it counts.</summary>
internal sealed record PendingResolve(Guid Request, NodeId Node, DateTimeOffset AskedAt, DateTimeOffset SentAt);

/// <summary>
/// Everything known of one deployment: what should run, what runs, what was asked for. It decides what to do next and what people are told.
/// </summary>
/// <remarks>
/// Whatever fails: starts never exceed the target, a replica of the target version that is well is never stopped while too few run, and
/// replicas of other versions go only as replicas of the target version take their place. Replicas on a node that cannot be reached count
/// until the node is removed: most often it comes back with them.
/// </remarks>
internal sealed record DeploymentState(DeploymentId Id)
{
    /// <summary>What should run; null where nothing should.</summary>
    public DeploymentTarget? Target { get; init; }

    /// <summary>What runs, starts or drains, of every version.</summary>
    public ImmutableDictionary<ReplicaId, ReplicaEntry> Replicas { get; init; } = ImmutableDictionary<ReplicaId, ReplicaEntry>.Empty;

    /// <summary>Starts asked for and not seen, by request.</summary>
    public ImmutableDictionary<Guid, PendingStart> Pending { get; init; } = ImmutableDictionary<Guid, PendingStart>.Empty;

    /// <summary>Who was asked for the target's file; null where nobody was, or the answer is known.</summary>
    public PendingResolve? Resolving { get; init; }

    /// <summary>What is known of the health of replicas that run or ran.</summary>
    public HealthChecks Health { get; init; } = new();

    /// <summary>Replicas that were asked to stop.</summary>
    public ImmutableHashSet<ReplicaId> Stopping { get; init; } = [];

    /// <summary>Starts that failed since the target came.</summary>
    public StartFailures Failures { get; init; } = StartFailures.None;

    /// <summary>For people.</summary>
    public DeploymentStatus Status { get; init; } = DeploymentStatus.Updating;

    /// <summary>Why the status is what it is.</summary>
    public DeploymentStatusTrigger Trigger { get; init; } = DeploymentStatusTrigger.ConfigUpdateStarted;

    /// <summary>Nothing should run, and nothing does.</summary>
    public bool IsOver => Target is null && Replicas.IsEmpty && Pending.IsEmpty;

    /// <summary>Replicas that count: not draining, not asked to stop, and well as far as is known.</summary>
    public IEnumerable<ReplicaEntry> Alive => Unstopped.Where(r => !Health.IsUnhealthy(r.Id));

    /// <summary>Replicas that were asked to stop and do not yet.</summary>
    public IEnumerable<ReplicaId> Unmoved => Stopping.Where(
        id => Replicas.TryGetValue(id, out var entry) && entry.State is ReplicaState.Starting or ReplicaState.Running);

    private IEnumerable<ReplicaEntry> Unstopped =>
        Replicas.Values.Where(r => r.State is ReplicaState.Starting or ReplicaState.Running && !Stopping.Contains(r.Id));

    private int RunningOfTarget => Alive.Count(r => IsOfTarget(r) && r.State == ReplicaState.Running);

    /// <summary>New targets forget failures: what did not start may be mended.</summary>
    public DeploymentState SetTarget(DeploymentTarget? target)
    {
        var trigger = target is null || Target is null || target.Version != Target.Version ? StatusTrigger.ConfigUpdated
            : target.Replicas(1).CompareTo(Target.Replicas(1)) switch
            {
                > 0 => StatusTrigger.TargetRaised,
                < 0 => StatusTrigger.TargetLowered,
                _ => StatusTrigger.ConfigUpdated,
            };
        var moot = Pending.Where(p => p.Value.Version != target?.Version).Select(p => p.Key);
        var next = this with { Target = target, Failures = StartFailures.None, Pending = Pending.RemoveRange(moot), Health = Health.WithoutReason() };
        return (target is { Pin: null } && target.Version == Target?.Version ? next : next with { Resolving = null }).On(trigger);
    }

    /// <summary>The target's file is known and kept.</summary>
    public DeploymentState Pinned(ModelPin pin) => this with { Target = Target! with { Pin = pin }, Resolving = null };

    /// <summary>What to do now. Empty where the target is reached, or what was asked for must come first.</summary>
    public ImmutableArray<Step> Reconcile(IReadOnlyCollection<NodeLoad> nodes, DateTimeOffset now)
    {
        if (Target is not { } target) return [.. Unstopped.Select(r => new Step.Stop(r.Id))];

        var changes = Changes(target, nodes, now).ToList();
        var starts = changes.OfType<Step.Start>().ToList();
        if (target.Pin is null && starts.Count > 0) changes = [.. changes.Where(c => c is not Step.Start), .. Resolve(starts)];
        var unhealthy = Unstopped.Where(r => Health.IsUnhealthy(r.Id)).Select(r => (Step)new Step.Stop(r.Id));
        return [.. changes, .. unhealthy, .. Checks(nodes, now)];
    }

    /// <summary>The node was asked for a replica.</summary>
    public DeploymentState Started(Guid request, NodeId node, DateTimeOffset now) =>
        this with { Pending = Pending.Add(request, new PendingStart(node, Target!.Version, now, now)) };

    /// <summary>The replica was asked to stop.</summary>
    public DeploymentState Stopped(ReplicaId replica) => this with { Stopping = Stopping.Add(replica) };

    /// <summary>The start was asked for once more, because messages may be lost; the node ignores it if it had it.</summary>
    public DeploymentState Resent(Guid request, DateTimeOffset now) =>
        this with { Pending = Pending.SetItem(request, Pending[request] with { SentAt = now }) };

    /// <summary>The node was asked, for the first time or once more, which file the target means.</summary>
    public DeploymentState AskedToResolve(Guid request, NodeId node, DateTimeOffset now) =>
        this with { Resolving = Resolving?.Request == request ? Resolving with { SentAt = now } : new PendingResolve(request, node, now, now) };

    /// <summary>The file is not on the node that was asked, or the node never answered: the next one is asked after a wait.</summary>
    public DeploymentState Unresolved(string reason, DateTimeOffset now) => (this with { Resolving = null }).FailedToStart(reason, now);

    /// <summary>The replica was asked whether it is well.</summary>
    public DeploymentState Asked(ReplicaId replica, long checkId, DateTimeOffset now) =>
        Target is { } target ? this with { Health = Health.Asked(replica, checkId, now, target.Config.HealthCheckPeriod) } : this;

    /// <summary>The replica said whether it is well.</summary>
    public DeploymentState Answered(ReplicaId replica, long checkId, string? error) => Judged(Health.Answered(replica, checkId, error));

    /// <summary>Checks that were not answered in time have failed, but on nodes that cannot be asked.</summary>
    public DeploymentState ExpireChecks(IReadOnlyCollection<NodeLoad> nodes, DateTimeOffset now) =>
        Target is { } target ? Judged(Health.Expire([.. nodes.Select(n => n.Node)], now, target.Config.HealthCheckTimeout)) : this;

    /// <summary>A node never answered a start.</summary>
    public DeploymentState Expired(Guid request, DateTimeOffset now)
    {
        var node = Pending[request].Node;
        return (this with { Pending = Pending.Remove(request) }).FailedToStart($"{node.Address} did not start a replica in time", now);
    }

    /// <summary>A replica is as its node says.</summary>
    public DeploymentState See(ReplicaEntry entry, DateTimeOffset now) => entry.State switch
    {
        ReplicaState.Gone => Lose(entry.Id),
        ReplicaState.Failed => Fail(entry, now),
        _ => Keep(entry, now),
    };

    /// <summary>The node's replicas are these and no others.</summary>
    public DeploymentState SeeAll(NodeId node, IReadOnlyCollection<ReplicaEntry> entries, DateTimeOffset now)
    {
        var listed = entries.Select(e => e.Id).ToHashSet();
        var lost = Replicas.Keys.Where(id => id.Node.Address == node.Address && !listed.Contains(id));
        var state = lost.Aggregate(this, (s, id) => s.Lose(id));
        state = state.Unasked(n => n.Address == node.Address && n != node);
        return entries.Aggregate(state, (s, entry) => s.See(entry, now));
    }

    /// <summary>The node is on its way out, and starts nothing any more.</summary>
    public DeploymentState LeaveNode(string address) => Unasked(n => n.Address == address);

    /// <summary>The node is no member any more.</summary>
    public DeploymentState LoseNode(string address) =>
        Replicas.Keys.Where(id => id.Node.Address == address).Aggregate(this, (s, id) => s.Lose(id)).LeaveNode(address);

    /// <summary>Says that the target is reached, or that starts failed too often, where that is so.</summary>
    public DeploymentState Judge(IReadOnlyCollection<NodeLoad> nodes)
    {
        if (Target is not { } target || nodes.Count == 0) return this;

        var wanted = target.Replicas(nodes.Count);
        if (IsReached(target, nodes))
        {
            return Status == DeploymentStatus.Healthy ? this
                : (this with { Failures = StartFailures.None, Health = Health.WithoutReason() }).On(StatusTrigger.TargetReached);
        }

        // Ray's rule: where one replica of the version did start, the version is sound and the others are tried again for ever.
        if (Failures.Count >= StartFailures.Limit(wanted) && RunningOfTarget == 0) return On(StatusTrigger.StartupFailed);
        return Status == DeploymentStatus.Healthy && IsShort(target, nodes) ? On(StatusTrigger.TargetRaised) : this;
    }

    /// <summary>What people read.</summary>
    public string Message(int nodes)
    {
        if (Target is not { } target) return "being deleted";
        if (nodes == 0) return "no replica node is up";

        var wanted = target.Replicas(nodes);
        var others = Alive.Count(r => !IsOfTarget(r) && r.State == ReplicaState.Running);
        var old = others > 0 ? $"; {others} of another version keep serving" : "";
        if (Status == DeploymentStatus.DeployFailed) return $"{Failures.Count} starts failed, the last because: {Failures.Reason}{old}";
        if (Failures.Count > 0) return $"{Failures.Count} starts failed and more are tried, the last because: {Failures.Reason}{old}";
        if (Status == DeploymentStatus.Healthy) return "";
        var replaced = Health.Reason.Length > 0 ? $"; a replica failed its health checks: {Health.Reason}" : "";
        return $"{RunningOfTarget} of {wanted} replicas run{replaced}{old}";
    }

    private IEnumerable<Step> Changes(DeploymentTarget target, IReadOnlyCollection<NodeLoad> nodes, DateTimeOffset now)
    {
        var alive = Alive.ToList();
        if (target.PerNode is not { } perNode) return Reconcile(target.Config.NumReplicas!.Value, nodes, alive, Pending.Values, now);

        return nodes.OrderBy(n => n.Node.Address, StringComparer.Ordinal).SelectMany(node => Reconcile(
            perNode, [node], [.. alive.Where(r => r.Id.Node == node.Node)], Pending.Values.Where(p => p.Node == node.Node), now));
    }

    // Another node each time: where the file is missing on one, it may be on the next.
    private IEnumerable<Step> Resolve(List<Step.Start> starts)
    {
        if (Resolving is not null) return [];

        var nodes = starts.Select(s => s.Node).Distinct().ToList();
        return [new Step.Resolve(nodes[Failures.Count % nodes.Count])];
    }

    private IEnumerable<Step> Checks(IReadOnlyCollection<NodeLoad> nodes, DateTimeOffset now)
    {
        var reachable = nodes.Select(n => n.Node).ToHashSet();
        return Alive.Where(r => r.State == ReplicaState.Running && reachable.Contains(r.Id.Node) && Health.IsDue(r.Id, now))
            .Select(r => new Step.Check(r.Id));
    }

    private bool IsReached(DeploymentTarget target, IReadOnlyCollection<NodeLoad> nodes) =>
        Pending.IsEmpty && !IsShort(target, nodes) && Alive.All(r => IsOfTarget(r) && r.State == ReplicaState.Running);

    // Where each node has its own number, one node's surplus makes up for nothing on another.
    private bool IsShort(DeploymentTarget target, IReadOnlyCollection<NodeLoad> nodes)
    {
        if (target.PerNode is not { } perNode) return RunningOfTarget < target.Replicas(nodes.Count);

        var running = Alive.Where(r => IsOfTarget(r) && r.State == ReplicaState.Running).CountBy(r => r.Id.Node).ToDictionary();
        return nodes.Any(n => running.GetValueOrDefault(n.Node) < perNode);
    }

    private DeploymentState Judged(HealthChecks next)
    {
        if (ReferenceEquals(next, Health)) return this;

        var failed = Alive.Any(r => next.IsUnhealthy(r.Id) && IsOfTarget(r));
        var state = this with { Health = next };
        return failed ? state.On(StatusTrigger.HealthCheckFailed) : state;
    }

    private IEnumerable<Step> Reconcile(
        int wanted, IReadOnlyCollection<NodeLoad> nodes, List<ReplicaEntry> alive, IEnumerable<PendingStart> pending, DateTimeOffset now)
    {
        var current = alive.Where(IsOfTarget).ToList();
        var coming = pending.ToList();
        var outdated = alive.Where(r => !IsOfTarget(r)).ToList();
        return Starts(wanted - current.Count - coming.Count, nodes, current, coming, now)
            .Concat(Stops(wanted, current, outdated));
    }

    private IEnumerable<Step> Starts(
        int missing, IReadOnlyCollection<NodeLoad> nodes, List<ReplicaEntry> current, List<PendingStart> coming, DateTimeOffset now)
    {
        if (Status == DeploymentStatus.DeployFailed || now < Failures.RetryAt) return [];

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

    private DeploymentState Keep(ReplicaEntry entry, DateTimeOffset now)
    {
        var health = entry.State == ReplicaState.Running && Target is { } target ? Health.Runs(entry.Id, now, target.Config.HealthCheckPeriod) : Health;
        return Arrived(entry) with { Replicas = Replicas.SetItem(entry.Id, entry), Health = health };
    }

    private DeploymentState Fail(ReplicaEntry entry, DateTimeOffset now)
    {
        var reason = entry.Message ?? "no reason was given";
        if (Replicas.TryGetValue(entry.Id, out var before))
        {
            var gone = Lose(entry.Id);
            if (before.State == ReplicaState.Starting && IsOfTarget(entry)) return gone.FailedToStart(reason, now);
            return gone with { Failures = gone.Failures.Pause(now) };
        }

        // One that nobody waits for is an old story, which a node's snapshot may still tell.
        var arrived = Arrived(entry);
        return ReferenceEquals(arrived, this) || !IsOfTarget(entry) ? arrived : arrived.FailedToStart(reason, now);
    }

    private DeploymentState Lose(ReplicaId id)
    {
        if (!Replicas.TryGetValue(id, out var before)) return this;

        var state = this with { Replicas = Replicas.Remove(id), Stopping = Stopping.Remove(id), Health = Health.Forget(id) };
        var wasNeeded = before.State == ReplicaState.Running && !Stopping.Contains(id) && IsOfTarget(before);
        return wasNeeded ? state.On(StatusTrigger.HealthCheckFailed) : state;
    }

    private DeploymentState Arrived(ReplicaEntry entry) =>
        Pending.ContainsKey(entry.RequestId) ? this with { Pending = Pending.Remove(entry.RequestId) } : this;

    private DeploymentState FailedToStart(string reason, DateTimeOffset now) => this with { Failures = Failures.Add(reason, now) };

    private DeploymentState Unasked(Func<NodeId, bool> node) => this with
    {
        Pending = Pending.RemoveRange(Pending.Where(p => node(p.Value.Node)).Select(p => p.Key)),
        Resolving = Resolving is { } asked && node(asked.Node) ? null : Resolving,
    };

    private bool IsOfTarget(ReplicaEntry replica) => replica.Id.Key.Version == Target?.Version;

    private DeploymentState On(StatusTrigger trigger)
    {
        var status = Status.On(trigger);
        return status == Status && trigger is StatusTrigger.TargetReached ? this
            : this with { Status = status, Trigger = trigger.Reason(Status) };
    }
}
