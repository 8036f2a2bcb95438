using ActorServe.Gateway.Telemetry;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Telemetry;
using FsCheck.Xunit;

namespace ActorServe.Gateway.Tests.Telemetry;

public sealed class ApplicationNumbersSpecs
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // Each run of an application counts from zero; a sum that a scrape read must not fall below it.
    [Property]
    public void Sums_never_fall_and_are_those_of_all_runs(byte[][] runs)
    {
        var numbers = new ApplicationNumbers("digits");
        long all = 0;
        foreach (var run in runs)
        {
            // Seen first when it has done nothing yet, as a pipeline tells at its start.
            long done = 0;
            numbers = See(numbers, done);
            foreach (var more in run)
            {
                var before = numbers.Totals.RecordsIn;
                numbers = See(numbers, done += more);
                Assert.Equal(before + more, numbers.Totals.RecordsIn);
            }

            all += done;
        }

        Assert.Equal(Totals(all), numbers.Totals);
    }

    [Fact]
    public void Sums_of_an_application_that_is_gone_stay_and_go_on_when_it_is_back()
    {
        var gone = See(new ApplicationNumbers("digits"), 5).See(null, null, Second);
        var back = See(gone, 2);

        Assert.Equal((5, 7), (gone.Totals.RecordsIn, back.Totals.RecordsIn));
        Assert.Equal((null, true), (gone.IsReady, gone.HadPipeline));
    }

    [Fact]
    public void Rebuilds_are_added_up_over_runs()
    {
        var numbers = new ApplicationNumbers("digits")
            .See(Pipeline(0, restarts: 2), null, Second).See(Pipeline(0, restarts: 1), null, Second);

        Assert.Equal(3, numbers.Restarts);
    }

    private static ApplicationNumbers See(ApplicationNumbers numbers, long done) => numbers.See(Pipeline(done), null, Second);

    private static PipelineStatus Pipeline(long done, int restarts = 0) => new()
    {
        Application = "digits", State = PipelineState.Running, Totals = Totals(done), Restarts = restarts,
    };

    private static PipelineTotals Totals(long done) => new(done, done, done, done, done)
    {
        Durations = DurationBuckets.Of([new DurationCount(7, done), new DurationCount(40, done)]),
    };
}
