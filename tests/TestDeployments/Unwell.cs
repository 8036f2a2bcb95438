using ActorServe.Deployments;

namespace ActorServe.TestDeployments;

/// <summary>Echoes, and says at each health check that it is not well.</summary>
public sealed class Unwell : IDeployment, IHealthCheck
{
    /// <inheritdoc/>
    public ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult(DeploymentResult.Of(request.Value));

    /// <inheritdoc/>
    public ValueTask CheckHealthAsync(CancellationToken cancellation) => throw new InvalidOperationException("unwell");
}
