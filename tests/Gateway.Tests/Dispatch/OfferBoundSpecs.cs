using ActorServe.Gateway.Dispatch;

namespace ActorServe.Gateway.Tests.Dispatch;

public sealed class OfferBoundSpecs
{
    [Fact]
    public void The_first_outcome_says_what_the_next_will_have()
    {
        var bound = new OfferBound(1 << 20, 1 << 20);

        bound.Learn(40_000);

        Assert.Equal(40_000, bound.Expected);
    }

    [Fact]
    public void Larger_outcomes_count_soon_and_smaller_ones_late()
    {
        var bound = new OfferBound(1 << 20, 1 << 20);
        for (var i = 0; i < 1_000; i++) bound.Learn(100);

        for (var i = 0; i < 8; i++) bound.Learn(10_000);
        var risen = bound.Expected;
        for (var i = 0; i < 8; i++) bound.Learn(100);

        Assert.InRange(risen, 8_500, 10_000);
        Assert.InRange(bound.Expected, 7_500, risen);
    }

    [Fact]
    public void Where_sizes_differ_it_is_near_the_largest()
    {
        var (bound, random) = (new OfferBound(1 << 20, 1 << 20), new Random(1));

        for (var i = 0; i < 10_000; i++) bound.Learn(random.Next(10_000));

        Assert.InRange(bound.Expected, 6_500, 10_000);
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(8, 8)]
    [InlineData(16, 4)]
    public void A_partition_has_its_own_bound_or_an_equal_part_of_all_where_that_is_less(int partitions, long share) =>
        Assert.Equal(share, new OfferBound(64, 8).Share(partitions));
}
