using ActorServe.Shared.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Shared.Tests.Hosting;

public sealed class LogThrottleSpecs
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void One_line_a_period_passes_and_tells_how_many_were_held()
    {
        var throttle = new LogThrottle(TimeSpan.FromSeconds(1), _time);

        Assert.Equal((true, ""), (throttle.Pass(out var held), held));
        Assert.Equal((false, false), (throttle.Pass(out _), throttle.Pass(out _)));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((true, "; 2 before it were not told"), (throttle.Pass(out held), held));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((true, ""), (throttle.Pass(out held), held));
    }
}
