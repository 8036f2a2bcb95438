namespace ActorServe.Deployments;

/// <summary>What a deployment is told when it is made.</summary>
/// <param name="Application">The application's name.</param>
/// <param name="Deployment">The deployment's name.</param>
/// <param name="UserConfig"><c>user_config</c>, as it stands in the application file.</param>
public sealed record DeploymentContext(string Application, string Deployment, IReadOnlyDictionary<string, string> UserConfig);
