using ActorServe.Cli.Kafka;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Cli.Tests.Kafka;

public sealed class PaceSpecs
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Each_is_due_its_time_after_the_one_before()
    {
        var pace = new Pace(10, _time);
        Assert.True(Next(pace).IsCompleted);

        var second = Next(pace);
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(second.IsCompleted);
    }

    [Fact]
    public void A_pause_is_not_made_up_for()
    {
        var pace = new Pace(10, _time);
        _time.Advance(TimeSpan.FromMinutes(1));

        var due = Enumerable.Range(0, 100).TakeWhile(_ => Next(pace).IsCompleted).Count();

        Assert.InRange(due, 1, 4);
    }

    [Fact]
    public void Without_a_rate_nobody_waits()
    {
        var pace = new Pace(double.PositiveInfinity, _time);

        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.True(Next(pace).IsCompleted));
    }

    private static Task Next(Pace pace) => pace.NextAsync(TestContext.Current.CancellationToken).AsTask();
}
