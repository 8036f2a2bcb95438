using ActorServe.Cli.Serving;
using ActorServe.Gateway;
using ActorServe.Shared.Protocol;

namespace ActorServe.Cli.Tests.Serving;

public sealed class FlowReadingSpecs
{
    private static readonly ServeStatus Status = new(1, [new ApplicationDetails("a", "/a", ApplicationStatus.Running, "", [])]);

    [Fact]
    public void The_rate_is_what_came_in_since_the_last_reading()
    {
        var first = FlowReading.Of(Status, Flow(records: 100), [], TimeSpan.FromSeconds(1));
        var second = FlowReading.Of(Status, Flow(records: 300), first, TimeSpan.FromSeconds(2));

        Assert.Equal((0, 100), (Assert.Single(first).Rate, Assert.Single(second).Rate));
    }

    [Fact]
    public void Lag_and_flight_are_sums_over_partitions()
    {
        var reading = Assert.Single(FlowReading.Of(
            Status, Flow(1, new PartitionFlow(0, 5, 2, false, null), new PartitionFlow(1, null, 3, false, null)), [], TimeSpan.Zero));

        Assert.Equal((5, 5), (reading.Lag, reading.InFlight));
    }

    [Fact]
    public void A_partition_that_stopped_is_told_with_its_reason()
    {
        var reading = Assert.Single(
            FlowReading.Of(Status, Flow(1, new PartitionFlow(3, 5, 2, true, "bad record at 17")), [], TimeSpan.Zero));

        Assert.Contains("partition 3 stopped: bad record at 17", reading.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_skipped_and_failed_is_told_where_there_is_some()
    {
        var none = Assert.Single(FlowReading.Of(Status, Flow(records: 9), [], TimeSpan.Zero));
        var some = none with { Totals = new PipelineTotals(RecordsIn: 9, DeadLetters: 2, Skipped: 3, FailedAttempts: 1) };

        Assert.Contains("0 dead letters; ", none.ToString(), StringComparison.Ordinal);
        Assert.Contains("2 dead letters, 3 skipped, 1 failed run; ", some.ToString(), StringComparison.Ordinal);
    }

    private static GatewayStatus Flow(long records, params PartitionFlow[] partitions) => new(
    [
        new PipelineStatus
        {
            Application = "a", State = PipelineState.Running, Partitions = [.. partitions], Totals = new PipelineTotals(RecordsIn: records),
        },
    ]);
}
