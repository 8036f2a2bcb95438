using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.TestDeployments;

namespace ActorServe.ClusterTests.Nodes;

/// <summary>Applications that specs deploy.</summary>
public static class TestApplications
{
    /// <summary>The deployment of <see cref="Of"/>.</summary>
    public static DeploymentId Deployment { get; } = new("app", "model");

    /// <summary>
    /// One application, <c>app</c>, with one deployment, <c>model</c>: a class of <c>TestDeployments</c>, on every replica node.
    /// </summary>
    public static ServeConfig Of<T>(Func<DeploymentConfig, DeploymentConfig>? with = null)
    {
        var deployment = new DeploymentConfig
        {
            Name = Deployment.Name, ImportPath = $"{typeof(T).Assembly.Location}:{typeof(T).FullName}", ReplicasPerNode = 1,
            MaxBatchSize = 1,
        };
        return new ServeConfig([new ApplicationConfig
        {
            Name = Deployment.Application, RoutePrefix = "/app", Ingress = Deployment.Name,
            Deployments = [with?.Invoke(deployment) ?? deployment],
        }]);
    }

    /// <summary>Echoes each row once there is a file, any number of them at once.</summary>
    public static ServeConfig Gated(string gate, Func<DeploymentConfig, DeploymentConfig>? with = null) => Of<Gated>(deployment =>
    {
        deployment = deployment with { MaxConcurrentBatches = 1_000, UserConfig = deployment.UserConfig.Add("gate", gate) };
        return with?.Invoke(deployment) ?? deployment;
    });

    /// <summary>Answers each row with its bytes in reverse.</summary>
    public static ServeConfig Mirror { get; } = Of<Mirror>();
}
