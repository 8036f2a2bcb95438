using ActorServe.Deployments;

namespace ActorServe.EchoDeployment;

/// <summary>Answers the value after 20 ms, holding no thread meanwhile: a model on a device of its own.</summary>
public sealed class Waiting : IDeployment
{
    /// <summary>How long.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public async ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation)
    {
        await Task.Delay(Wait, cancellation);
        return DeploymentResult.Of(request.Value);
    }
}
