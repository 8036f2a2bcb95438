using System.Collections.Immutable;
using ActorServe.Seed.Placement;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Rollout;

/// <summary>A start that was asked of a node and is not in its directory yet.</summary>
internal sealed record PendingStart(NodeId Node, string Version, DateTimeOffset AskedAt, DateTimeOffset SentAt);

/// <summary>A node that was asked which file the target means. The answer is kept with the targets before it counts.</summary>
internal sealed record PendingResolve(Guid Request, NodeId Node, DateTimeOffset AskedAt, DateTimeOffset SentAt)
{
    /// <summary>The node has said it; only the keeping is waited for.</summary>
    public bool IsAnswered { get; init; }
}

/// <summary>
/// Everything known of one deployment: what should run, what runs, what was asked for, and what becomes of it with each thing that happens.
/// <see cref="DeploymentSteps"/> decides what to do next, <see cref="DeploymentVerdict"/> what people are told.
/// </summary>
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

    /// <summary>Why the last answer was not kept; empty where none was refused since one was.</summary>
    public string PinRefusal { get; init; } = "";

    /// <summary>What is known of the health of replicas that run or ran.</summary>
    public HealthChecks Health { get; init; } = new();

    /// <summary>Replicas that were asked to stop.</summary>
    public ImmutableHashSet<ReplicaId> Stopping { get; init; } = [];

    /// <summary>Starts that failed since the target came.</summary>
    public FailedStarts FailedStarts { get; init; } = FailedStarts.None;

    /// <summary>Those on all nodes.</summary>
    public StartFailures Failures => FailedStarts.All;

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

    /// <summary>Replicas that were not asked to stop and do not.</summary>
    public IEnumerable<ReplicaEntry> Unstopped =>
        Replicas.Values.Where(r => r.State is ReplicaState.Starting or ReplicaState.Running && !Stopping.Contains(r.Id));

    /// <summary>Those of the target version that run and are well.</summary>
    public IEnumerable<ReplicaEntry> RunningOfTarget => Alive.Where(r => IsOfTarget(r) && r.State == ReplicaState.Running);

    /// <summary>Whether the replica has the version that should run, and its file.</summary>
    public bool IsOfTarget(ReplicaEntry replica) => Target?.IsRunBy(replica) == true;

    /// <summary>
    /// New targets forget failures: what did not start may be mended. Those in which others changed leave this one as it is, unless it was
    /// given up: then whoever set them has it tried again.
    /// </summary>
    public DeploymentState SetTarget(DeploymentTarget? target)
    {
        var goesOn = target is not null && Target is not null && target.Continues(Target);
        if (goesOn) target = target! with { HasRun = target.HasRun || Target!.HasRun };
        if (goesOn && target!.IsSameAs(Target!) && Status != DeploymentStatus.DeployFailed)
            return target.Pin is null ? this with { Target = target } : this with { Target = target, Resolving = null, PinRefusal = "" };

        var trigger = !goesOn ? StatusTrigger.ConfigUpdated
            : target!.Replicas(1).CompareTo(Target!.Replicas(1)) switch
            {
                > 0 => StatusTrigger.TargetRaised,
                < 0 => StatusTrigger.TargetLowered,
                _ => StatusTrigger.ConfigUpdated,
            };
        var next = this with
        {
            Target = target,
            FailedStarts = FailedStarts.None,
            Pending = goesOn ? Pending : Pending.Clear(),
            PinRefusal = "",
            Health = Health.WithoutReason(),
        };
        return (goesOn && target!.Pin is null ? next : next with { Resolving = null }).On(trigger);
    }

    /// <summary>The target's file is known and kept.</summary>
    public DeploymentState Pinned(ModelPin pin) => this with { Target = Target! with { Pin = pin }, Resolving = null, PinRefusal = "" };

    /// <summary>A replica of the target's version ran.</summary>
    public DeploymentState Ran() => this with { Target = Target! with { HasRun = true } };

    /// <summary>The node said which file the target means.</summary>
    public DeploymentState Resolved() => this with { Resolving = Resolving! with { IsAnswered = true } };

    /// <summary>
    /// What the node said could not be kept with the targets: after a wait a node is asked again. No start has failed, so none is counted.
    /// </summary>
    public DeploymentState NotPinned(string reason, DateTimeOffset now) =>
        Target is { Pin: null } ? this with { Resolving = null, PinRefusal = reason, FailedStarts = FailedStarts.PutOff(now) } : this;

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
        this with
        {
            Resolving = Resolving?.Request == request ? Resolving with { SentAt = now } : new PendingResolve(request, node, now, now),
        };

    /// <summary>The file is not on the node that was asked, or the node never answered: the next one is asked after a wait.</summary>
    public DeploymentState Unresolved(string reason, DateTimeOffset now) =>
        (this with { Resolving = null, PinRefusal = "" }).FailedToStart(Resolving!.Node, reason, now);

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
        return (this with { Pending = Pending.Remove(request) })
            .FailedToStart(node, $"{node.Address} did not start a replica in time", now);
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

    /// <summary>There is one more node, on which a version that was given up may start: it is tried again.</summary>
    public DeploymentState NodeJoined() => Status == DeploymentStatus.DeployFailed
        ? (this with { FailedStarts = FailedStarts.Anew() }).On(StatusTrigger.NodeJoined) : this;

    /// <summary>The node is on its way out, and starts nothing any more.</summary>
    public DeploymentState LeaveNode(string address) => Unasked(n => n.Address == address);

    /// <summary>The node is no member any more.</summary>
    public DeploymentState LoseNode(string address) =>
        Replicas.Keys.Where(id => id.Node.Address == address)
            .Aggregate(this with { FailedStarts = FailedStarts.Forget(address) }, (s, id) => s.Lose(id))
            .LeaveNode(address);

    private DeploymentState Judged(HealthChecks next)
    {
        if (ReferenceEquals(next, Health)) return this;

        var failed = Alive.Where(r => next.IsUnhealthy(r.Id)).ToList();
        var state = this with { Health = next };
        return failed.Aggregate(state, (s, replica) => s.ServesNoMore(replica));
    }

    private DeploymentState Keep(ReplicaEntry entry, DateTimeOffset now)
    {
        var health = entry.State == ReplicaState.Running && Target is { } target
            ? Health.Runs(entry.Id, now, target.Config.HealthCheckPeriod)
            : Health;
        var kept = Arrived(entry) with { Replicas = Replicas.SetItem(entry.Id, entry), Health = health };
        // One on a node that leaves is as good as lost, but says nothing of how its version fares.
        return entry.State == ReplicaState.Draining && IsServing(entry.Id) ? kept.TryAgain() : kept;
    }

    private DeploymentState Fail(ReplicaEntry entry, DateTimeOffset now)
    {
        var reason = entry.Message ?? "no reason was given";
        if (Replicas.TryGetValue(entry.Id, out var before))
        {
            var gone = Lose(entry.Id);
            if (before.State == ReplicaState.Starting && IsOfTarget(entry)) return gone.FailedToStart(entry.Id.Node, reason, now);
            return gone with { FailedStarts = gone.FailedStarts.Pause(entry.Id.Node, now) };
        }

        // One that nobody waits for is an old story, which a node's snapshot may still tell.
        var arrived = Arrived(entry);
        return ReferenceEquals(arrived, this) || !IsOfTarget(entry) ? arrived : arrived.FailedToStart(entry.Id.Node, reason, now);
    }

    private DeploymentState Lose(ReplicaId id)
    {
        if (!Replicas.TryGetValue(id, out var before)) return this;

        var state = this with { Replicas = Replicas.Remove(id), Stopping = Stopping.Remove(id), Health = Health.Forget(id) };
        return IsServing(id) ? state.ServesNoMore(before) : state;
    }

    private bool IsServing(ReplicaId id) =>
        !Stopping.Contains(id) && Replicas.TryGetValue(id, out var entry) && entry.State == ReplicaState.Running;

    private DeploymentState ServesNoMore(ReplicaEntry replica)
    {
        var state = TryAgain();
        return IsOfTarget(replica) ? state.On(StatusTrigger.HealthCheckFailed) : state;
    }

    // Old versions are never started again: without this each loss after a failed update would be for good.
    private DeploymentState TryAgain() => Status == DeploymentStatus.DeployFailed
        ? (this with { FailedStarts = FailedStarts.None }).On(StatusTrigger.HealthCheckFailed) : this;

    private DeploymentState Arrived(ReplicaEntry entry) =>
        Pending.ContainsKey(entry.RequestId) ? this with { Pending = Pending.Remove(entry.RequestId) } : this;

    private DeploymentState FailedToStart(NodeId node, string reason, DateTimeOffset now) =>
        this with { FailedStarts = FailedStarts.Add(node, reason, now) };

    private DeploymentState Unasked(Func<NodeId, bool> node) => this with
    {
        Pending = Pending.RemoveRange(Pending.Where(p => node(p.Value.Node)).Select(p => p.Key)),
        Resolving = Resolving is { } asked && node(asked.Node) ? null : Resolving,
    };

    /// <summary>Something happened that people should know of.</summary>
    public DeploymentState On(StatusTrigger trigger)
    {
        var status = Status.On(trigger);
        return status == Status && trigger is (StatusTrigger.TargetReached or StatusTrigger.ReplicasMissing) ? this
            : this with { Status = status, Trigger = trigger.Reason(Status) };
    }
}
