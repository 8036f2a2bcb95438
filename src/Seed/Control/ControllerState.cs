using System.Collections.Immutable;
using ActorServe.Seed.Placement;
using ActorServe.Seed.Rollout;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Control;

/// <summary>What the controller knows: targets, nodes, and what runs on them. Decides; the actor asks the nodes.</summary>
internal sealed record ControllerState
{
    /// <summary>What should run; while nothing was ever set, nothing is started or stopped.</summary>
    public ServeTargets Targets { get; init; } = ServeTargets.None;

    /// <summary>
    /// The targets may be old, because too few nodes have told them: nothing is stopped for them. A start too many costs memory for a
    /// while, a stop too many the replica that serves.
    /// </summary>
    public bool HoldsStops { get; init; }

    /// <summary>What gateways say.</summary>
    public GatewayReports Gateways { get; init; } = new();

    /// <summary>The gateways that there are.</summary>
    public GatewayMembers GatewayMembers { get; init; } = new();

    /// <summary>What replica nodes say of the work of their replicas.</summary>
    public FreshReports<ControlProtocol.ReplicaNodeReport> NodeReports { get; init; } = new();

    /// <summary>By identity, also those that are on their way out.</summary>
    public ImmutableDictionary<DeploymentId, DeploymentState> Deployments { get; init; } =
        ImmutableDictionary<DeploymentId, DeploymentState>.Empty;

    /// <summary>Members with the replica role, by address.</summary>
    public ImmutableDictionary<string, NodeView> Nodes { get; init; } = ImmutableDictionary<string, NodeView>.Empty;

    /// <summary>The pins of versions that ran, as far as the targets do not say that yet.</summary>
    public ImmutableArray<DeploymentPin> RanSince =>
    [
        .. from pin in Targets.Pins
           where !pin.HasRun && Deployments.TryGetValue(pin.Key.Deployment, out var deployment)
               && deployment.Target is { HasRun: true } target && target.Version == pin.Key.Version
           select pin with { HasRun = true },
    ];

    /// <summary>Nodes that are asked for their directory now.</summary>
    public IEnumerable<string> NodesOutOfStep => Nodes.Where(n => !n.Value.IsInStep).Select(n => n.Key);

    /// <summary>Replica nodes that the cluster does not hear from.</summary>
    public ImmutableHashSet<string> Unreachable => [.. Nodes.Where(n => !n.Value.IsReachable).Select(n => n.Key)];

    /// <summary>Nodes that may get replicas: up, reachable, and with a directory that is known.</summary>
    public ImmutableArray<NodeLoad> Loads
    {
        get
        {
            var counts = Deployments.Values
                .SelectMany(d => d.Alive.Select(r => r.Id.Node).Concat(d.Pending.Values.Select(p => p.Node)))
                .CountBy(node => node).ToDictionary();
            return [.. Nodes.Values.Where(n => n.IsPlaceable)
                .Select(n => new NodeLoad(n.Node!.Value, counts.GetValueOrDefault(n.Node.Value)))];
        }
    }

    /// <summary>These applications should run and no others. Targets that are not newer are left out.</summary>
    /// <param name="targets">All of them.</param>
    /// <param name="digest">The version of a deployment.</param>
    public ControllerState SetTargets(ServeTargets targets, Func<DeploymentConfig, string> digest)
    {
        if (!targets.IsNewerThan(Targets)) return this;

        var pins = targets.Pins.ToDictionary(p => p.Key);
        if (targets.SetAtMs == Targets.SetAtMs && IsSame(targets.Config, Targets.Config))
            return (this with { Targets = targets }).Pin(pins);

        var wanted = targets.Config.Applications
            .SelectMany(a => a.Deployments.Select(d => (Key: new DeploymentKey(new DeploymentId(a.Name, d.Name), digest(d)), Config: d)))
            .ToDictionary(t => t.Key.Deployment, t => TargetOf(t.Key, t.Config, pins.GetValueOrDefault(t.Key)));
        var deployments = Deployments.Keys.Union(wanted.Keys)
            .ToImmutableDictionary(id => id, id => DeploymentOf(id).SetTarget(wanted.GetValueOrDefault(id)));
        return this with { Targets = targets, Deployments = deployments, Gateways = Gateways.Wanted(Targets.Config, targets) };
    }

    /// <summary>A replica node is up.</summary>
    public ControllerState NodeUp(string address, DateTimeOffset now) =>
        Nodes.ContainsKey(address) ? this : this with { Nodes = Nodes.Add(address, NodeView.New(now)) };

    /// <summary>
    /// A replica node is on its way out: it gets no new replicas, and what it was asked for and did not start is asked of others.
    /// </summary>
    public ControllerState NodeLeft(string address) => Nodes.TryGetValue(address, out var node)
        ? (this with { Nodes = Nodes.SetItem(address, node with { IsLeaving = true }) }).OfAll(d => d.LeaveNode(address)) : this;

    /// <summary>
    /// The cluster does not hear from a replica node, or does again. It gets no new replicas meanwhile; those that it has count on, because
    /// most often it comes back with them, and if not it is removed before long. Its directory is asked anew, for changes that were lost.
    /// </summary>
    public ControllerState NodeReachable(string address, bool isReachable) => Nodes.TryGetValue(address, out var node)
        ? this with
        {
            Nodes = Nodes.SetItem(address, node with { IsReachable = isReachable, IsInStep = node.IsInStep && !isReachable }),
        }
        : this;

    /// <summary>
    /// All directories are asked anew, in case a change was lost that none came after. Changes that follow count on meanwhile: a replica
    /// that failed is in no snapshot, and would be missed.
    /// </summary>
    public ControllerState Doubt() => this with { Nodes = Nodes.ToImmutableDictionary(n => n.Key, n => n.Value with { IsInStep = false }) };

    /// <summary>Time passed: health checks that were not answered have failed.</summary>
    public ControllerState ExpireChecks(DateTimeOffset now)
    {
        var loads = Loads;
        return OfAll(d => d.ExpireChecks(loads, now));
    }

    /// <summary>A replica node is no member any more.</summary>
    public ControllerState NodeGone(string address) =>
        (this with { Nodes = Nodes.Remove(address), NodeReports = NodeReports.Forget(address) }).OfAll(d => d.LoseNode(address));

    /// <summary>The node's directory, whole. One that drains says so long before the cluster does, which waits for the end of it.</summary>
    public ControllerState See(DirectoryProtocol.ReplicasSnapshot snapshot, DateTimeOffset now)
    {
        var address = snapshot.Node.Address;
        if (!Nodes.TryGetValue(address, out var node)) return this;

        var seen = node with
        {
            Node = snapshot.Node, Revision = snapshot.Revision, IsInStep = true, IsLeaving = node.IsLeaving || snapshot.IsDraining,
        };
        var byDeployment = snapshot.Replicas.ToLookup(r => r.Id.Key.Deployment);
        var state = byDeployment.Aggregate(this, (s, d) => s with { Deployments = s.Deployments.SetItem(d.Key, s.DeploymentOf(d.Key)) });
        state = state with { Nodes = Nodes.SetItem(address, seen) };
        state = state.OfAll(d => d.SeeAll(snapshot.Node, [.. byDeployment[d.Id]], now));
        if (seen.IsLeaving) return node.IsLeaving ? state : state.NodeLeft(address);
        return node.Node == seen.Node ? state : state.OfAll(d => d.NodeJoined());
    }

    /// <summary>One change of a node's directory. One that does not follow the last puts the node out of step.</summary>
    public ControllerState See(DirectoryProtocol.ReplicasChanged change, DateTimeOffset now)
    {
        var address = change.Node.Address;
        if (!Nodes.TryGetValue(address, out var node)) return this;
        if (node.Node == change.Node && change.Revision <= node.Revision) return this;
        if (node.Node != change.Node || change.Revision != node.Revision + 1)
        {
            return node.IsInStep ? this with { Nodes = Nodes.SetItem(address, node with { IsInStep = false }) } : this;
        }

        var id = change.Replica.Id.Key.Deployment;
        return this with
        {
            Nodes = Nodes.SetItem(address, node with { Revision = change.Revision }),
            Deployments = Deployments.SetItem(id, DeploymentOf(id).See(change.Replica, now)),
        };
    }

    /// <summary>Brings every deployment's status up to date, and forgets those that are over.</summary>
    public ControllerState Judge()
    {
        if (Targets.Version == 0) return this;

        var (loads, unreachable) = (Loads, Unreachable);
        var judged = OfAll(d => d.Judge(loads, unreachable));
        return judged with
        {
            Deployments = judged.Deployments.RemoveRange(judged.Deployments.Values.Where(d => d.IsOver).Select(d => d.Id)),
        };
    }

    /// <summary>The targets do not take these pins.</summary>
    public ControllerState NotPinned(IEnumerable<DeploymentPin> pins, string reason, DateTimeOffset now)
    {
        var refused = pins.Select(p => p.Key).ToHashSet();
        return OfAll(
            d => d.Target is { } target && refused.Contains(new DeploymentKey(d.Id, target.Version)) ? d.NotPinned(reason, now) : d);
    }

    /// <summary>Everything to do now.</summary>
    public ImmutableArray<(DeploymentId Deployment, Step Step)> Reconcile(DateTimeOffset now)
    {
        if (Targets.Version == 0) return [];

        var loads = Loads;
        var isSettling = Nodes.Values.Any(n => n.IsSettling(now));
        return
        [
            .. from deployment in Deployments.Values
               from step in deployment.Reconcile(loads, now, isSettling)
               where !HoldsStops || step is not Step.Stop
               select (deployment.Id, step),
        ];
    }

    /// <summary>The deployment after something was done for it.</summary>
    public ControllerState With(DeploymentState deployment) => this with { Deployments = Deployments.SetItem(deployment.Id, deployment) };

    /// <summary>For people.</summary>
    public ServeStatus Status(DateTimeOffset now)
    {
        var view = new View(Loads.Length, Unreachable, now);
        var applications = Targets.Config.Applications;
        var wanted = applications.Select(a => StatusOf(a, view));
        var names = applications.Select(a => a.Name).ToHashSet();
        var going = Deployments.Keys.Select(d => d.Application)
            .Where(name => !names.Contains(name)).Distinct().Order(StringComparer.Ordinal)
            .Select(name => DetailsOf(name, "", ApplicationStatus.Deleting, "", view));
        var gateways = Gateways.Fresh(now);
        return new ServeStatus(Targets.Version, [.. wanted, .. going])
        {
            Gateways = StatusRoom.Fit(gateways),
            ReplicaNodes = NodeReports.At(now),
            Proxies = GatewayMembers.Statuses(gateways, Targets.Version),
        };
    }

    private ApplicationDetails StatusOf(ApplicationConfig application, View view)
    {
        var deployments = Deployments.Values.Where(d => d.Id.Application == application.Name && d.Target is not null).Select(d => d.Status);
        var status = DeploymentStatusTransitions.Worst(deployments);
        var (served, message) = status == ApplicationStatus.Running ? Gateways.Of(application, view.Now) : (status, "");
        var unheard = application.Kafka is null ? [] : GatewayMembers.Unheard;
        var messages = string.Join("; ", unheard.Prepend(message).Where(m => m.Length > 0));
        return DetailsOf(application.Name, application.RoutePrefix, served, messages, view);
    }

    private ApplicationDetails DetailsOf(string name, string routePrefix, ApplicationStatus status, string message, View view)
    {
        ImmutableArray<DeploymentDetails> deployments =
        [
            .. Deployments.Values.Where(d => d.Id.Application == name)
                .OrderBy(d => d.Id.Name, StringComparer.Ordinal).Select(d => DetailsOf(d, view)),
        ];
        var messages = deployments.Where(d => d.Message.Length > 0)
            .Select(d => $"{d.Id.Name}: {d.Message}").Append(message).Where(m => m.Length > 0);
        return new ApplicationDetails(name, routePrefix, status, string.Join("; ", messages), deployments);
    }

    private DeploymentDetails DetailsOf(DeploymentState deployment, View view)
    {
        ImmutableArray<ReplicaEntry> replicas =
            [.. deployment.Replicas.Values.OrderBy(r => r.Id.Node.Address, StringComparer.Ordinal).ThenBy(r => r.Id.Number)];
        var unreachable = UnreachableReplicas.Of(replicas, Nodes);
        var messages = new[] { deployment.Message(view.Nodes, view.Now, view.Unreachable), UnreachableReplicas.Message(unreachable) };
        // Those that are away most often come back: they are wanted as before.
        var target = deployment.Target?.Replicas(view.Nodes + view.Unreachable.Count) ?? 0;
        return new DeploymentDetails(
            deployment.Id, deployment.Status, deployment.Trigger, string.Join("; ", messages.Where(m => m.Length > 0)), target, replicas)
        {
            FailingChecks = deployment.Health.Failing,
            Unreachable = unreachable,
        };
    }

    private static DeploymentTarget TargetOf(DeploymentKey key, DeploymentConfig config, DeploymentPin pin) =>
        new(key.Version, config, pin.Model) { HasRun = pin.HasRun };

    // Also where the pin is known: that its version ran may be news.
    private ControllerState Pin(Dictionary<DeploymentKey, DeploymentPin> pins) => OfAll(d =>
        d.Target is { } target && pins.TryGetValue(new DeploymentKey(d.Id, target.Version), out var pin) ? Pinned(d, pin) : d);

    private static DeploymentState Pinned(DeploymentState deployment, DeploymentPin pin)
    {
        var pinned = deployment.Target!.Pin is null ? deployment.Pinned(pin.Model) : deployment;
        return pin.HasRun && !pinned.Target!.HasRun ? pinned.Ran() : pinned;
    }

    // As text: configs compare their collections by reference, and those from other nodes are others.
    private static bool IsSame(ServeConfig left, ServeConfig right) =>
        ReferenceEquals(left, right) || ServeConfigJson.Write(left).AsSpan().SequenceEqual(ServeConfigJson.Write(right));

    private DeploymentState DeploymentOf(DeploymentId id) => Deployments.GetValueOrDefault(id) ?? new DeploymentState(id);

    private ControllerState OfAll(Func<DeploymentState, DeploymentState> change) =>
        this with { Deployments = Deployments.ToImmutableDictionary(d => d.Key, d => change(d.Value)) };

    // What a status is told from: the nodes that may have replicas, and those that are not heard.
    private readonly record struct View(int Nodes, ImmutableHashSet<string> Unreachable, DateTimeOffset Now);
}
