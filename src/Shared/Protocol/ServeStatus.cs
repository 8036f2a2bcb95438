using System.Collections.Immutable;
using ActorServe.Shared.Identity;

namespace ActorServe.Shared.Protocol;

/// <summary>Everything that the controller knows, for people.</summary>
/// <param name="Version">The number of the targets.</param>
/// <param name="Applications">By name.</param>
public sealed record ServeStatus(long Version, ImmutableArray<ApplicationDetails> Applications) : IWireMessage
{
    /// <summary>What gateways said last, of those that said something in the last seconds.</summary>
    public ImmutableArray<ControlProtocol.GatewayReport> Gateways { get; init; } = [];

    /// <summary>What replica nodes said last, of those that said something in the last seconds.</summary>
    public ImmutableArray<ControlProtocol.ReplicaNodeReport> ReplicaNodes { get; init; } = [];

    /// <summary>All gateways that are members, by address, also those that say nothing.</summary>
    public ImmutableArray<ProxyReport> Proxies { get; init; } = [];
}

/// <summary>How a gateway fares.</summary>
/// <param name="Address">Its node's.</param>
/// <param name="Status">How it fares, whatever its applications do.</param>
public readonly record struct ProxyReport(string Address, ProxyStatus Status);

/// <summary>An application as it is.</summary>
public sealed record ApplicationDetails(
    string Name, string RoutePrefix, ApplicationStatus Status, string Message, ImmutableArray<DeploymentDetails> Deployments);

/// <summary>A deployment as it is.</summary>
public sealed record DeploymentDetails(
    DeploymentId Id, DeploymentStatus Status, DeploymentStatusTrigger Trigger, string Message, int TargetReplicas,
    ImmutableArray<ReplicaEntry> Replicas)
{
    /// <summary>Replicas whose last health checks failed.</summary>
    public ImmutableArray<ReplicaHealthReport> FailingChecks { get; init; } = [];

    /// <summary>
    /// Replicas on nodes that the cluster does not hear from. Their state is what was heard last: most often such a node comes back with
    /// them.
    /// </summary>
    public ImmutableArray<ReplicaId> Unreachable { get; init; } = [];

    /// <summary>Replicas that run, on nodes that the cluster hears from.</summary>
    public int Running => Replicas.Count(r => r.State == ReplicaState.Running && !Unreachable.Contains(r.Id));
}

/// <summary>A replica whose last health checks failed.</summary>
/// <param name="Replica">Which one.</param>
/// <param name="Failures">How many in a row; three have it replaced.</param>
/// <param name="Reason">What the last one said.</param>
public sealed record ReplicaHealthReport(ReplicaId Replica, int Failures, string Reason);
