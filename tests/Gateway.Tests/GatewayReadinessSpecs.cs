using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ActorServe.Gateway.Tests;

public sealed class GatewayReadinessSpecs
{
    private static readonly PipelineStatus Running = new() { Application = "digits", State = PipelineState.Running };

    [Fact]
    public void A_gateway_that_was_told_to_serve_nothing_is_ready() => Assert.Equal(HealthStatus.Healthy, Judge());

    [Fact]
    public void A_gateway_that_was_told_nothing_is_not() =>
        Assert.Equal(HealthStatus.Unhealthy, GatewayReadiness.Judge(new GatewayStatus([])).Status);

    [Fact]
    public void A_halted_partition_degrades_it() => Assert.Equal(HealthStatus.Degraded, Judge(Running with
    {
        Partitions = [new PartitionFlow(3, 10, 0, true, "no dead-letter topic")],
    }));

    [Fact]
    public void One_application_of_two_that_does_not_run_degrades_it() =>
        Assert.Equal(HealthStatus.Degraded, Judge(Running, Running with { State = PipelineState.BackingOff }));

    [Fact]
    public void It_is_not_ready_while_nothing_runs() =>
        Assert.Equal(HealthStatus.Unhealthy, Judge(Running with { State = PipelineState.Starting }));

    [Fact]
    public void An_application_without_topics_is_served_while_no_pipeline_runs() => Assert.Equal(
        HealthStatus.Degraded,
        GatewayReadiness.Judge(new GatewayStatus([Running with { State = PipelineState.BackingOff }])
        {
            HasTargets = true, Applications = ["digits", "door"], WithKafka = ["digits"],
        }).Status);

    [Fact]
    public void What_keeps_a_pipeline_that_runs_from_reading_is_told() => Assert.Equal(
        "digits: Local_AllBrokersDown: 1/1 brokers are down; partition 3 is halted: no dead-letter topic",
        Judged(Running with
        {
            Reading = new ReadingStatus.BrokerAway("Local_AllBrokersDown: 1/1 brokers are down"),
            Partitions = [new PartitionFlow(3, 10, 0, true, "no dead-letter topic")],
        }).Description);

    private static HealthStatus Judge(params PipelineStatus[] pipelines) => Judged(pipelines).Status;

    private static HealthCheckResult Judged(params PipelineStatus[] pipelines) =>
        GatewayReadiness.Judge(new GatewayStatus([.. pipelines]) { HasTargets = true });
}
