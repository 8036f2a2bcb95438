using System.Diagnostics.Metrics;
using ActorServe.PetabridgeCmd.Commands;

namespace ActorServe.Extensions.Tests.PetabridgeCmd;

public sealed class GatewayReadingsSpecs
{
    [Fact]
    public void What_a_gateway_tells_is_read_with_its_application_and_partition()
    {
        using var meter = new Meter("ActorServe.Gateway");
        meter.CreateObservableCounter(
            "actorserve.records.dead_lettered", () => new Measurement<long>(12, [new("actorserve.application", "digits")]));
        meter.CreateObservableGauge("actorserve.partition.halted", () => new Measurement<int>(
            1, [new("actorserve.application", "digits"), new("messaging.destination.partition.id", "3")]));
        meter.CreateObservableCounter("actorserve.records.received", () => 99L);

        var readings = GatewayReadings.Read();

        Assert.Equal(
            [new(GatewayReadings.Halted, "digits", 3, 1), new(GatewayReadings.DeadLettered, "digits", null, 12)],
            readings.OrderBy(r => r.Metric, StringComparer.Ordinal));
    }

    [Fact]
    public void A_node_that_is_no_gateway_tells_nothing() => Assert.Empty(GatewayReadings.Read());
}
