using ActorServe.Deployments;

namespace ActorServe.TestDeployments;

/// <summary>Answers a value's bytes in reverse, so that a result proves that its record was computed.</summary>
public sealed class Mirror : IDeployment
{
    /// <inheritdoc/>
    public ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation)
    {
        var reversed = request.Value.ToArray();
        Array.Reverse(reversed);
        return ValueTask.FromResult(DeploymentResult.Of(reversed));
    }
}
