using ActorServe.ActorTestKit;
using ActorServe.Replica.Reporting;
using ActorServe.Replica.Telemetry;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport.Telemetry;
using Akka.Hosting;
using Akka.TestKit;

namespace ActorServe.Replica.Tests.Reporting;

public sealed class ReplicaNodeReporterSpecs : PatientTestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Measured _measured = new();

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    protected override async Task AfterAllAsync()
    {
        await base.AfterAllAsync();
        _measured.Dispose();
    }

    [Fact]
    public async Task The_controller_is_told_what_each_replica_has_to_do_and_has_done()
    {
        var controller = CreateTestProbe();
        var (node, metrics) = (new NodeId("here", 1), new ReplicaMetrics(_measured.Meter));
        var done = ReplicaWork.None.Ran(rows: 40, maxBatchSize: 16, TimeSpan.FromMilliseconds(5));
        using var second = metrics.Of(new DeploymentId("digits", "classifier"))
            .Running(TimeSpan.Zero, () => new ReplicaLoad(5, 8, 2) { Number = 2, Done = done });
        using var first = metrics.Of(new DeploymentId("letters", "reader"))
            .Running(TimeSpan.Zero, () => new ReplicaLoad(0, 8, 0) { Number = 1 });

        Sys.ActorOf(ReplicaNodeReporter.Props(node, controller.Ref, metrics));

        var report = await controller.ExpectMsgAsync<ControlProtocol.ReplicaNodeReport>(Patience);
        Assert.Equal(node, report.Node);
        Assert.Equal([new(1, 0, 0, 0, 0, 0), new ReplicaLoadReport(2, 5, 2, 40, 3, 5_000)], report.Replicas);
        Assert.True(report.Process is { CpuMs: > 0, MemoryBytes: > 0 }, report.Process.ToString());
    }
}
