using ActorServe.Deployments;

namespace Samples;

/// <summary>Answers a text with <c>predicted: </c> and the text.</summary>
public sealed class ToyDeployment : IDeployment
{
    /// <inheritdoc/>
    public ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult(DeploymentResult.OfText($"predicted: {request.Text}"));
}
