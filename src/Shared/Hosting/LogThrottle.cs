using System.Globalization;

namespace ActorServe.Shared.Hosting;

/// <summary>
/// Lets a line through now and then, and counts those that it holds back: what fails at every record must not fill the disk. From any
/// thread.
/// </summary>
/// <param name="period">The least time between two lines.</param>
/// <param name="time">The clock.</param>
public sealed class LogThrottle(TimeSpan period, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long? _passedAt;
    private long _held;

    /// <summary>Whether the line may be written.</summary>
    /// <param name="held">What the line ends with: how many were held back since the last that was let through;
    /// empty where none was.</param>
    public bool Pass(out string held)
    {
        lock (_lock)
        {
            held = _held == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {_held} before it were not told");
            if (_passedAt is { } passed && time.GetElapsedTime(passed) < period)
            {
                _held++;
                return false;
            }

            (_passedAt, _held) = (time.GetTimestamp(), 0);
            return true;
        }
    }
}
