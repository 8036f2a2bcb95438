using ActorServe.Cli.Serving;
using ActorServe.Gateway;
using ActorServe.Shared.Protocol;

namespace ActorServe.Cli.Tests.Serving;

public sealed class ReadinessSpecs
{
    [Fact]
    public void All_running_is_ready() => Assert.True(Of(ApplicationStatus.Running, PipelineState.Running).IsReady);

    [Fact]
    public void Without_a_word_of_any_application_nothing_is_ready() =>
        Assert.False(Readiness.Of(new ServeStatus(0, []), new GatewayStatus([])).IsReady);

    [Theory]
    [InlineData(ApplicationStatus.Deploying, PipelineState.Running)]
    [InlineData(ApplicationStatus.Running, PipelineState.Starting)]
    [InlineData(ApplicationStatus.Running, PipelineState.BackingOff)]
    public void What_may_still_come_is_waited_for(ApplicationStatus application, PipelineState pipeline)
    {
        var readiness = Of(application, pipeline);

        Assert.False(readiness.IsReady);
        Assert.Empty(readiness.Failures);
        Assert.Single(readiness.Waits);
    }

    [Theory]
    [InlineData(ApplicationStatus.DeployFailed, PipelineState.Running)]
    [InlineData(ApplicationStatus.Running, PipelineState.Failed)]
    public void What_cannot_come_is_a_failure_with_its_reason(ApplicationStatus application, PipelineState pipeline)
    {
        var readiness = Of(application, pipeline);

        Assert.Equal(["a: why"], readiness.Failures);
    }

    private static Readiness Of(ApplicationStatus application, PipelineState pipeline) => Readiness.Of(
        new ServeStatus(1, [new ApplicationDetails("a", "/a", application, "why", [])]),
        new GatewayStatus([new PipelineStatus { Application = "a", State = pipeline, Message = "why" }]));
}
