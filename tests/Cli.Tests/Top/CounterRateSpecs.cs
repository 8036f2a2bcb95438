using ActorServe.Cli.Top;
using FsCheck.Xunit;

namespace ActorServe.Cli.Tests.Top;

public sealed class CounterRateSpecs
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Property]
    public void The_rates_of_all_looks_add_up_to_what_was_counted(uint[] steps, byte seconds)
    {
        var elapsed = TimeSpan.FromSeconds(seconds % 60 + 1);
        var (counter, counted) = (0L, 0.0);
        foreach (var step in steps)
        {
            counted += CounterRate.Of(counter, counter + step, elapsed)!.Value * elapsed.TotalSeconds;
            counter += step;
        }

        Assert.Equal(counter, counted, tolerance: 0.001 * (steps.Length + 1));
    }

    [Property]
    public void A_rate_is_never_negative_and_a_counter_that_began_anew_has_none(long before, long now)
    {
        var rate = CounterRate.Of(before, now, Second);

        Assert.Equal(now >= before, rate is not null);
        Assert.True(rate is null or >= 0 || (Int128)now - before > long.MaxValue, $"{before} to {now} is {rate}");
    }

    [Fact]
    public void What_was_not_there_before_or_is_not_now_has_no_rate()
    {
        Assert.Null(CounterRate.Of(null, 5, Second));
        Assert.Null(CounterRate.Of(5, null, Second));
        Assert.Null(CounterRate.Of(5, 6, TimeSpan.Zero));
    }

    [Fact]
    public void Rates_are_added_where_any_is_known()
    {
        Assert.Equal(3, CounterRate.Sum([1, null, 2]));
        Assert.Null(CounterRate.Sum([null, null]));
        Assert.Null(CounterRate.Sum([]));
    }

    [Fact]
    public void Where_nothing_ran_there_is_no_size_of_a_batch() => Assert.Null(CounterRate.Ratio(0, 0));
}
