using ActorServe.Shared.Configuration;

namespace ActorServe.Seed.Control;

internal static class DeploymentDigest
{
    public static string Of(DeploymentConfig config) => (config with { NumReplicas = null, ReplicasPerNode = null }).ToString();
}
