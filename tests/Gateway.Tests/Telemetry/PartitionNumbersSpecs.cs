using ActorServe.Gateway.Telemetry;

namespace ActorServe.Gateway.Tests.Telemetry;

public sealed class PartitionNumbersSpecs
{
    [Fact]
    public void A_commit_that_moved_is_young()
    {
        var age = AgeAfter(Flow(inFlight: 2, committed: 40), Flow(inFlight: 2, committed: 41));

        Assert.Equal(0, age);
    }

    [Fact]
    public void A_commit_that_stands_with_something_in_flight_ages_from_the_first_look()
    {
        var age = AgeAfter(Flow(2, 40), Flow(5, 40), Flow(1, 40));

        Assert.Equal(20, age);
    }

    [Fact]
    public void A_partition_with_nothing_to_commit_has_no_age_however_long_it_stands()
    {
        Assert.Equal(0, AgeAfter(Flow(0, 40), Flow(0, 40)));
        Assert.Equal(0, AgeAfter(Flow(0, 40), Flow(2, 40)));
    }

    [Fact]
    public void A_halted_partition_ages_though_nothing_is_in_flight()
    {
        var halted = Flow(0, 40) with { HaltedReason = "bad record" };

        Assert.Equal(10, AgeAfter(halted, halted));
    }

    [Fact]
    public void What_is_finished_and_not_committed_ages_though_nothing_is_in_flight()
    {
        Assert.Equal(10, AgeAfter(Flow(0, 40) with { Watermark = 50 }, Flow(0, 40) with { Watermark = 60 }));
        Assert.Equal(10, AgeAfter(Flow(0, 40) with { Committed = null }, Flow(0, 41) with { Committed = null }));
    }

    /// <summary>In seconds, with ten between looks.</summary>
    private static double AgeAfter(params PartitionFlow[] looks)
    {
        PartitionNumbers? seen = null;
        var now = TimeSpan.FromHours(1);
        foreach (var flow in looks) seen = PartitionNumbers.See(flow, seen, now += TimeSpan.FromSeconds(10));
        return seen!.Value.CommitAge.TotalSeconds;
    }

    private static PartitionFlow Flow(int inFlight, long committed) =>
        new(0, 5, inFlight, false, null) { Watermark = committed, Committed = committed };
}
