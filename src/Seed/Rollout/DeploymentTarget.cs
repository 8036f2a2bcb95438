using ActorServe.Shared.Configuration;

namespace ActorServe.Seed.Rollout;

/// <summary>What should run of a deployment.</summary>
/// <param name="Version">The digest that replicas of this target have in their key.</param>
/// <param name="Config">How they are run, and how many.</param>
internal sealed record DeploymentTarget(string Version, DeploymentConfig Config)
{
    /// <summary>Replicas on each node, or null where a number in the whole cluster counts.</summary>
    public int? PerNode => Config.NumReplicas is null ? Config.ReplicasPerNode ?? 1 : null;

    /// <summary>Replicas in all, with so many nodes up.</summary>
    public int Replicas(int nodes) => Config.NumReplicas ?? PerNode!.Value * nodes;
}
