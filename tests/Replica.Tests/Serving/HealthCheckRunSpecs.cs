using ActorServe.Deployments;
using ActorServe.Replica.Code;
using ActorServe.Replica.Serving;
using ActorServe.Shared.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Replica.Tests.Serving;

public sealed class HealthCheckRunSpecs
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_model_without_a_say_is_well() => Assert.Null(await AskAsync(new FakeModel()));

    [Fact]
    public async Task A_class_without_a_check_is_well() => Assert.Null(await AskAsync(Of(new Plain())));

    [Fact]
    public async Task A_check_that_throws_says_why() => Assert.Equal(
        "its check threw IOException: the disk is full", await AskAsync(Of(new Checked(_ => throw new IOException("the disk is full")))));

    [Fact]
    public async Task A_check_is_cancelled_when_its_time_is_over()
    {
        var asked = AskAsync(Of(new Checked(cancellation => Task.Delay(Timeout.Infinite, cancellation))));

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Contains("Canceled", await asked, StringComparison.Ordinal);
    }

    private Task<string?> AskAsync(ActorServe.Replica.Inference.IModel model) =>
        HealthCheckRun.AskAsync(model, TimeSpan.FromSeconds(30), _time);

    private static CodeModel Of(IDeployment deployment) =>
        new(deployment, new ModelVersion("class", "1"), new FailureLog(new DeploymentId("a", "d"), NullLoggerFactory.Instance));

    private sealed class Plain : IDeployment
    {
        public ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation) =>
            new(DeploymentResult.Of(request.Value));
    }

    private sealed class Checked(Func<CancellationToken, Task> check) : IDeployment, IHealthCheck
    {
        public ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation) =>
            new(DeploymentResult.Of(request.Value));

        public async ValueTask CheckHealthAsync(CancellationToken cancellation) => await check(cancellation);
    }
}
