using ActorServe.Deployments;

// Loaded from this assembly's file by import_path, into a load context of its own: its types there are not those here.
namespace ActorServe.Replica.Tests.Code.Samples;

public sealed class Greeter(DeploymentContext context) : IDeployment
{
    public ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation) =>
        new(DeploymentResult.OfText($"{context.UserConfig["greeting"]} {request.Text} from {context.Application}/{context.Deployment}"));
}

public sealed class Echo : IDeployment
{
    public ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation) =>
        new(DeploymentResult.Of(request.Value));
}

public sealed class NoDeployment;

public abstract class AbstractDeployment : IDeployment
{
    public abstract ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation);
}

public sealed class NeedsANumber(int number) : IDeployment
{
    public ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation) =>
        new(DeploymentResult.OfText(number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
}

public sealed class ThrowsWhenMade : IDeployment
{
    public ThrowsWhenMade() => throw new InvalidOperationException("no license");

    public ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation) => new(DeploymentResult.None);
}
