using ActorServe.Routing.Peers;
using ActorServe.Routing.Picking;
using ActorServe.Shared.Identity;

namespace ActorServe.Routing;

/// <summary>What a router works with.</summary>
/// <param name="Deployment">Whose replicas it sends to.</param>
/// <param name="Options">How.</param>
/// <param name="Picker">Chooses among replicas.</param>
/// <param name="Time">Its clock.</param>
internal sealed record RouterSetup(DeploymentId Deployment, RouterOptions Options, IReplicaPicker Picker, TimeProvider Time)
{
    /// <summary>Its share of a process's budget, by address; null where that process is this one.</summary>
    public Func<string, PeerShare?> Peers { get; init; } = _ => null;

    /// <summary>The numbers of its batches begin after this one.</summary>
    public long IdsAfter { get; init; }
}
