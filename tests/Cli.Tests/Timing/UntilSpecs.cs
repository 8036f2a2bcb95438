using ActorServe.Cli.Timing;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Cli.Tests.Timing;

public sealed class UntilSpecs : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _signal = new();

    [Fact]
    public void It_ends_when_its_time_is_over_by_the_clock_that_it_has()
    {
        using var until = new Until(_time, Second, _signal.Token);
        _time.Advance(Second / 2);
        Assert.False(until.Token.IsCancellationRequested);

        _time.Advance(Second / 2);

        Assert.True(until.Token.IsCancellationRequested);
    }

    [Fact]
    public void It_ends_at_a_signal_and_when_it_is_told_to_however_much_time_there_is()
    {
        using var signalled = new Until(_time, Second, _signal.Token);
        using var told = new Until(_time, (double?)null);

        _signal.Cancel();
        told.End();

        Assert.True(signalled.Token.IsCancellationRequested);
        Assert.True(told.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task What_is_repeated_is_done_once_more_at_the_end()
    {
        using var until = new Until(_time, (double?)null, _signal.Token);
        var times = 0;
        var repeating = until.RepeatAsync(Second, () =>
        {
            times++;
            return Task.CompletedTask;
        });

        await _signal.CancelAsync();
        await repeating;

        Assert.Equal(1, times);
    }

    public void Dispose() => _signal.Dispose();
}
