using ActorServe.Deployments;

namespace ActorServe.EchoDeployment;

/// <summary>Answers the value as it came: what is left is the cost of serving.</summary>
public sealed class Echo : IDeployment
{
    /// <inheritdoc/>
    public ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult(DeploymentResult.Of(request.Value));
}
