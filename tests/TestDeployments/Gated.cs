using ActorServe.Deployments;

namespace ActorServe.TestDeployments;

/// <summary>Echoes as soon as there is a file at <c>user_config: { gate }</c>, holding no thread meanwhile.</summary>
public sealed class Gated(DeploymentContext context) : IDeployment
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);
    private readonly string _gate = context.UserConfig["gate"];

    /// <inheritdoc/>
    public async ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation)
    {
        while (!File.Exists(_gate)) await Task.Delay(_look, cancellation);
        return DeploymentResult.Of(request.Value);
    }
}
