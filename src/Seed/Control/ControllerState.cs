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
    /// <summary>The number of the targets; 0 where there are none, and then nothing is started or stopped.</summary>
    public long Version { get; init; }

    /// <summary>The applications that should run.</summary>
    public ImmutableArray<ApplicationConfig> Applications { get; init; } = [];

    /// <summary>By identity, also those that are on their way out.</summary>
    public ImmutableDictionary<DeploymentId, DeploymentState> Deployments { get; init; } =
        ImmutableDictionary<DeploymentId, DeploymentState>.Empty;

    /// <summary>Members with the replica role, by address.</summary>
    public ImmutableDictionary<string, NodeView> Nodes { get; init; } = ImmutableDictionary<string, NodeView>.Empty;

    /// <summary>Nodes that are asked for their directory now.</summary>
    public IEnumerable<string> NodesOutOfStep => Nodes.Where(n => !n.Value.IsInStep).Select(n => n.Key);

    /// <summary>Nodes that may get replicas: up, and with a directory that is known.</summary>
    public ImmutableArray<NodeLoad> Loads
    {
        get
        {
            var counts = Deployments.Values
                .SelectMany(d => d.Alive.Select(r => r.Id.Node).Concat(d.Pending.Values.Select(p => p.Node)))
                .CountBy(node => node).ToDictionary();
            return [.. Nodes.Values.Where(n => n is { Node: not null, IsPlaceable: true })
                .Select(n => new NodeLoad(n.Node!.Value, counts.GetValueOrDefault(n.Node.Value)))];
        }
    }

    /// <summary>These applications should run and no others.</summary>
    /// <param name="config">All of them.</param>
    /// <param name="digest">The version of a deployment.</param>
    public ControllerState SetTargets(ServeConfig config, Func<DeploymentConfig, string> digest)
    {
        var targets = config.Applications
            .SelectMany(a => a.Deployments.Select(d => (Id: new DeploymentId(a.Name, d.Name), Config: d)))
            .ToDictionary(t => t.Id, t => new DeploymentTarget(digest(t.Config), t.Config));
        var deployments = Deployments.Keys.Union(targets.Keys)
            .ToImmutableDictionary(id => id, id => DeploymentOf(id).SetTarget(targets.GetValueOrDefault(id)));
        return this with { Version = Version + 1, Applications = config.Applications, Deployments = deployments };
    }

    /// <summary>A replica node is up.</summary>
    public ControllerState NodeUp(string address) => Nodes.ContainsKey(address) ? this : this with { Nodes = Nodes.Add(address, NodeView.New) };

    /// <summary>A replica node is on its way out: it gets no new replicas.</summary>
    public ControllerState NodeLeft(string address) =>
        Nodes.TryGetValue(address, out var node) ? this with { Nodes = Nodes.SetItem(address, node with { IsPlaceable = false }) } : this;

    /// <summary>A replica node is no member any more.</summary>
    public ControllerState NodeGone(string address) =>
        (this with { Nodes = Nodes.Remove(address) }).OfAll(d => d.LoseNode(address));

    /// <summary>The node's directory, whole.</summary>
    public ControllerState See(DirectoryProtocol.ReplicasSnapshot snapshot, DateTimeOffset now)
    {
        var address = snapshot.Node.Address;
        if (!Nodes.TryGetValue(address, out var node)) return this;

        var seen = node with { Node = snapshot.Node, Revision = snapshot.Revision, IsInStep = true };
        var byDeployment = snapshot.Replicas.ToLookup(r => r.Id.Key.Deployment);
        var state = byDeployment.Aggregate(this, (s, d) => s with { Deployments = s.Deployments.SetItem(d.Key, s.DeploymentOf(d.Key)) });
        state = state with { Nodes = Nodes.SetItem(address, seen) };
        return state.OfAll(d => d.SeeAll(snapshot.Node, [.. byDeployment[d.Id]], now));
    }

    /// <summary>One change of a node's directory. One that does not follow the last puts the node out of step.</summary>
    public ControllerState See(DirectoryProtocol.ReplicasChanged change, DateTimeOffset now)
    {
        var address = change.Node.Address;
        if (!Nodes.TryGetValue(address, out var node) || !node.IsInStep) return this;
        if (node.Node == change.Node && change.Revision <= node.Revision) return this;
        if (node.Node != change.Node || change.Revision != node.Revision + 1)
        {
            return this with { Nodes = Nodes.SetItem(address, node with { IsInStep = false }) };
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
        if (Version == 0) return this;

        var loads = Loads;
        var judged = OfAll(d => d.Judge(loads));
        return judged with { Deployments = judged.Deployments.RemoveRange(judged.Deployments.Values.Where(d => d.IsOver).Select(d => d.Id)) };
    }

    /// <summary>Everything to do now.</summary>
    public ImmutableArray<(DeploymentId Deployment, Step Step)> Reconcile(DateTimeOffset now)
    {
        if (Version == 0) return [];

        var loads = Loads;
        return [.. Deployments.Values.SelectMany(d => d.Reconcile(loads, now).Select(step => (d.Id, step)))];
    }

    /// <summary>The deployment after something was done for it.</summary>
    public ControllerState With(DeploymentState deployment) => this with { Deployments = Deployments.SetItem(deployment.Id, deployment) };

    /// <summary>For people.</summary>
    public ServeStatus Status()
    {
        var nodes = Loads.Length;
        var wanted = Applications.Select(a => ApplicationStatusOf(a.Name, a.RoutePrefix, isWanted: true, nodes));
        var names = Applications.Select(a => a.Name).ToHashSet();
        var going = Deployments.Keys.Select(d => d.Application).Where(name => !names.Contains(name)).Distinct().Order(StringComparer.Ordinal)
            .Select(name => ApplicationStatusOf(name, "", isWanted: false, nodes));
        return new ServeStatus(Version, [.. wanted, .. going]);
    }

    private ApplicationDetails ApplicationStatusOf(string name, string routePrefix, bool isWanted, int nodes)
    {
        var deployments = Deployments.Values.Where(d => d.Id.Application == name).OrderBy(d => d.Id.Name, StringComparer.Ordinal).ToList();
        var status = isWanted
            ? DeploymentStatusTransitions.Worst(deployments.Where(d => d.Target is not null).Select(d => d.Status))
            : ApplicationStatus.Deleting;
        var messages = deployments.Select(d => (d.Id.Name, Message: d.Message(nodes))).Where(m => m.Message.Length > 0);
        return new ApplicationDetails(
            name, routePrefix, status, string.Join("; ", messages.Select(m => $"{m.Name}: {m.Message}")),
            [.. deployments.Select(d => new DeploymentDetails(
                d.Id, d.Status, d.Trigger, d.Message(nodes), d.Target?.Replicas(nodes) ?? 0,
                [.. d.Replicas.Values.OrderBy(r => r.Id.Node.Address, StringComparer.Ordinal).ThenBy(r => r.Id.Number)]))]);
    }

    private DeploymentState DeploymentOf(DeploymentId id) => Deployments.GetValueOrDefault(id) ?? new DeploymentState(id);

    private ControllerState OfAll(Func<DeploymentState, DeploymentState> change) =>
        this with { Deployments = Deployments.ToImmutableDictionary(d => d.Key, d => change(d.Value)) };
}
