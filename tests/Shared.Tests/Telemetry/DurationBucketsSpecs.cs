using ActorServe.Shared.Protocol;
using ActorServe.Shared.Telemetry;
using FsCheck.Xunit;

namespace ActorServe.Shared.Tests.Telemetry;

public sealed class DurationBucketsSpecs
{
    [Property(MaxTest = 500)]
    public void A_percentile_lies_in_the_bucket_of_the_true_one(uint[] durations, byte part)
    {
        var percentile = DurationBuckets.Of(durations.Select(Count)).Percentile(part / 255.0);

        if (durations.Length == 0)
        {
            Assert.Null(percentile);
            return;
        }

        var rank = Math.Clamp((int)Math.Ceiling(part / 255.0 * durations.Length), 1, durations.Length);
        var bucket = DurationBuckets.BucketOf(durations.Order().ElementAt(rank - 1));
        Assert.InRange(
            (decimal)percentile!.Value.TotalMilliseconds, bucket == 0 ? 0 : DurationBuckets.MsUpTo(bucket - 1),
            DurationBuckets.MsUpTo(bucket));
    }

    [Property(MaxTest = 500)]
    public void A_duration_is_in_its_bucket_and_that_is_no_wider_than_a_quarter_of_it_or_a_tenth_of_a_millisecond(uint tenths)
    {
        var bucket = DurationBuckets.BucketOf(tenths);
        var (above, below) = (DurationBuckets.MsUpTo(bucket), bucket == 0 ? 0 : DurationBuckets.MsUpTo(bucket - 1));

        Assert.InRange(bucket, 0, DurationBuckets.Number - 1);
        Assert.True(below <= tenths / 10m && tenths / 10m < above, $"{tenths} is not from {below} to {above}");
        Assert.InRange(above - below, 0, Math.Max(0.1m, below / 4));
    }

    [Property(MaxTest = 500)]
    public void What_was_added_between_two_readings_is_what_the_second_has_since_the_first(uint[] before, uint[] more)
    {
        var (first, added) = (DurationBuckets.Of(before.Select(Count)), DurationBuckets.Of(more.Select(Count)));
        var second = first.Merge(added);

        Assert.Equal(added, second.Since(first));
        Assert.Equal(first.Total + added.Total, second.Total);
        Assert.Equal(second, added.Merge(first));
    }

    [Property(MaxTest = 300)]
    public void What_began_anew_is_known_by_any_count_that_fell(uint[] durations, uint lost)
    {
        var now = DurationBuckets.Of(durations.Select(Count));

        Assert.Null(now.Since(now.Merge(DurationBuckets.Of([Count(lost)]))));
    }

    [Fact]
    public void Buckets_reach_from_a_tenth_of_a_millisecond_to_days()
    {
        Assert.Equal((0, 1), (DurationBuckets.BucketOf(0), DurationBuckets.BucketOf(1)));
        Assert.Equal(DurationBuckets.Number - 1, DurationBuckets.BucketOf(uint.MaxValue));
        Assert.True(DurationBuckets.MiddleOf(DurationBuckets.Number - 1) > TimeSpan.FromDays(4));
    }

    [Fact]
    public void A_bucket_is_known_again_by_its_bound()
    {
        for (var bucket = 0; bucket < DurationBuckets.Number; bucket++)
            Assert.Equal(bucket, DurationBuckets.BucketUpTo(DurationBuckets.MsUpTo(bucket)));
        Assert.Equal((0, DurationBuckets.Number - 1), (DurationBuckets.BucketUpTo(-5), DurationBuckets.BucketUpTo(decimal.MaxValue / 20)));
    }

    [Fact]
    public void Buckets_of_a_later_version_are_passed_over_and_so_is_what_is_no_count() => Assert.Equal(
        DurationBuckets.Of([new DurationCount(3, 2)]),
        DurationBuckets.Of(
            [new DurationCount(DurationBuckets.Number, 1), new DurationCount(-1, 1), new DurationCount(3, 2), new DurationCount(4, -7)]));

    private static DurationCount Count(uint tenths) => new(DurationBuckets.BucketOf(tenths), 1);
}
