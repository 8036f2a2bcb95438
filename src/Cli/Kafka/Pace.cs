namespace ActorServe.Cli.Kafka;

/// <summary>So many a second, evenly.</summary>
/// <remarks>Time lost is not made up for, beyond a quarter of a second: a pause is followed by the usual pace, not by a flood.</remarks>
internal sealed class Pace(double perSecond, TimeProvider time)
{
    private static readonly TimeSpan Lost = TimeSpan.FromMilliseconds(250);

    /// <summary>Shorter waits would cost more than they space.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    private readonly long _began = time.GetTimestamp();
    private TimeSpan _due;

    /// <summary>Waits until the next one is due.</summary>
    public async ValueTask NextAsync(CancellationToken stopping)
    {
        var now = time.GetElapsedTime(_began);
        if (_due < now - Lost) _due = now - Lost;
        if (_due - now > Beat) await Task.Delay(_due - now, time, stopping);
        _due += TimeSpan.FromSeconds(1 / perSecond);
    }
}
