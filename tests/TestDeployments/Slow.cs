using System.Globalization;
using ActorServe.Deployments;

namespace ActorServe.TestDeployments;

/// <summary>Echoes after <c>user_config: { delay_ms }</c>, holding no thread meanwhile.</summary>
public sealed class Slow(DeploymentContext context) : IDeployment
{
    private readonly int _delayMs = int.Parse(context.UserConfig["delay_ms"], CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public async ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation)
    {
        await Task.Delay(_delayMs, cancellation);
        return DeploymentResult.Of(request.Value);
    }
}
