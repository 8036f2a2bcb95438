using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Rollout;

/// <summary>What should run of a deployment.</summary>
/// <param name="Version">The digest that replicas of this target have in their key.</param>
/// <param name="Config">How they are run, and how many.</param>
/// <param name="Pin">The file that they all run; null until a replica node has resolved it, and nothing is started before.</param>
internal sealed record DeploymentTarget(string Version, DeploymentConfig Config, ModelPin? Pin)
{
    /// <summary>A replica of this version ran, at any time: starts that fail are tried for ever.</summary>
    public bool HasRun { get; init; }

    /// <summary>Replicas on each node, or null where a number in the whole cluster counts.</summary>
    public int? PerNode => Config.NumReplicas is null ? Config.ReplicasPerNode ?? 1 : null;

    /// <summary>Replicas in all, with so many nodes up.</summary>
    public int Replicas(int nodes) => Config.NumReplicas ?? PerNode!.Value * nodes;

    /// <summary>
    /// Whether the replica has this version and its file. One whose node does not tell which file it runs has it, and while there is no pin
    /// so has each.
    /// </summary>
    public bool IsRunBy(ReplicaEntry replica) => replica.Id.Key.Version == Version
        && (Pin is null || replica.ModelDigest.Length == 0 || replica.ModelDigest == Pin.Digest);

    /// <summary>Whether what ran for a former target is what runs for this one: its version, and the file that it was pinned to.</summary>
    public bool Continues(DeploymentTarget former) => Version == former.Version && (former.Pin is null || former.Pin == Pin);

    /// <summary>Whether it continues a former target with as many replicas.</summary>
    public bool IsSameAs(DeploymentTarget former) =>
        Continues(former) && (Config.NumReplicas, PerNode) == (former.Config.NumReplicas, former.PerNode);
}
