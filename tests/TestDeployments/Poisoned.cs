using System.Globalization;
using ActorServe.Deployments;

namespace ActorServe.TestDeployments;

/// <summary>Echoes, but fails for every record of the partition that <c>user_config: { partition }</c> names.</summary>
public sealed class Poisoned(DeploymentContext context) : IDeployment
{
    private readonly int _partition = int.Parse(context.UserConfig["partition"], CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation) =>
        request.Partition == _partition
            ? throw new InvalidOperationException("poisoned")
            : ValueTask.FromResult(DeploymentResult.Of(request.Value));
}
