using ActorServe.Gateway.Telemetry;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Telemetry;
using FsCheck.Xunit;

namespace ActorServe.Gateway.Tests.Telemetry;

public sealed class DurationSampleSpecs
{
    [Property(MaxTest = 300)]
    public void Of_many_records_each_bucket_has_its_share_and_no_look_has_more_than_it_may(int seed)
    {
        var random = new Random(seed);
        var sample = new DurationSample();
        var (share, taken) = (new double[DurationBuckets.Number], new double[DurationBuckets.Number]);
        for (var look = 0; look < 100; look++)
        {
            var finished = DurationBuckets.Of(Enumerable.Range(0, random.Next(30))
                .Select(_ => new DurationCount(
                    random.Next(DurationBuckets.Number), random.Next(20) == 0 ? random.Next(200_000) : random.Next(50))));
            var part = Math.Min(1, (double)DurationSample.Most / Math.Max(1, finished.Total));
            foreach (var (bucket, count) in finished.Counts) share[bucket] += count * part;

            var records = sample.Take(finished);

            Assert.InRange(records.Sum(each => each.Records), 0, DurationSample.Most);
            foreach (var (bucket, some) in records) taken[bucket] += some;
        }

        // What is left over does not grow with the looks: it is never more than one for each bucket, in all.
        Assert.All(share.Zip(taken), each => Assert.InRange(each.First - each.Second, -0.001, DurationBuckets.Number));
        Assert.InRange(share.Sum() - taken.Sum(), -0.001, DurationBuckets.Number);
    }

    [Fact]
    public void Of_few_records_every_one_is_taken()
    {
        var sample = new DurationSample();
        var finished = DurationBuckets.Of([new DurationCount(3, 998), new DurationCount(70, 1)]);

        Assert.Equal([(3, 998), (70, 1)], sample.Take(finished));
        Assert.Equal([(3, 998), (70, 1)], sample.Take(finished));
    }

    [Fact]
    public void One_slow_record_among_very_many_is_taken_as_often_as_its_share_says()
    {
        var sample = new DurationSample();
        var finished = DurationBuckets.Of([new DurationCount(10, 9_999), new DurationCount(90, 1)]);

        var slow = Enumerable.Range(0, 100).Sum(_ => sample.Take(finished).Where(each => each.Bucket == 90).Sum(each => each.Records));

        // A tenth of all, in a hundred looks.
        Assert.InRange(slow, 9, 10);
    }
}
