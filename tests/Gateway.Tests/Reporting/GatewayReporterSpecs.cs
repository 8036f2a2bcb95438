using ActorServe.ActorTestKit;
using ActorServe.Gateway.Reporting;
using ActorServe.Gateway.Telemetry;
using ActorServe.Gateway.Tests.Telemetry;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Hosting;
using Akka.TestKit;

namespace ActorServe.Gateway.Tests.Reporting;

public sealed class GatewayReporterSpecs : PatientTestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    [Fact]
    public async Task Metrics_tell_what_the_controller_is_told()
    {
        var (gateway, controller) = (CreateTestProbe(), CreateTestProbe());
        var numbers = new GatewayNumbers(TimeProvider.System);
        var reporter = gateway.ChildActorOf(GatewayReporter.Props(new NodeId("here", 1), controller.Ref, numbers));

        await gateway.ExpectMsgAsync<GatewayProtocol.GetGatewayStatus>(Patience);
        reporter.Tell(Samples.Status(Samples.Pipeline(new PartitionFlow(0, 5, 2, false, null))), gateway.Ref);

        var report = await controller.ExpectMsgAsync<ControlProtocol.GatewayReport>(Patience);
        Assert.Equal(7, report.Applications.Single().Lag);
        Assert.True(report.Process is { CpuMs: > 0, MemoryBytes: > 0 }, report.Process.ToString());
        Assert.Equal(7, numbers.Applications.Single().Partitions.Single().Lag);
    }

    [Fact]
    public async Task News_that_comes_many_times_at_once_ages_nothing()
    {
        var (gateway, controller) = (CreateTestProbe(), CreateTestProbe());
        var router = CreateTestProbe(ActorPaths.Router(new DeploymentId("digits", "classifier")));
        var numbers = new GatewayNumbers(TimeProvider.System);
        var reporter = gateway.ChildActorOf(GatewayReporter.Props(new NodeId("here", 1), controller.Ref, numbers));

        reporter.Tell(Samples.Router, router.Ref);
        for (var news = 0; news < 10; news++) reporter.Tell(GatewayReporter.Look.Instance, gateway.Ref);
        reporter.Tell(Samples.Status(Samples.Pipeline()), gateway.Ref);

        await controller.ExpectMsgAsync<ControlProtocol.GatewayReport>(Patience);
        Assert.Equal(Samples.Router, numbers.Applications.Single().Router);
    }
}
