using ActorServe.Replica.Batching;
using ActorServe.Shared.Configuration;

namespace ActorServe.Replica.Serving;

/// <summary>
/// How many rows a replica holds at once: what the application file says, or a full batch for each run that may be handed over at once and
/// one more, or 20 ms of what the replica has shown it can do where that is more, at most 4,096. Changes are told to every router, so they
/// are rare: at most one a second, of a quarter or more, and to less only where less was measured for five seconds without a break: a busy
/// machine must not shut out rows that the next second has time for.
/// </summary>
internal sealed class RoomSize
{
    /// <summary>The most that is computed from what was measured.</summary>
    public const int Most = 4_096;

    private static readonly TimeSpan Ahead = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BeforeLess = TimeSpan.FromSeconds(5);

    private readonly int _least;
    private readonly int _runs;
    private readonly bool _isFixed;
    private TimeSpan _changed;
    private TimeSpan _lastNotLess;

    public RoomSize(DeploymentConfig config, int runs, int runsAhead, TimeSpan now)
    {
        _runs = runs;
        _isFixed = config.MaxOngoingRequests is not null;
        _least = config.MaxOngoingRequests ?? (runs + runsAhead + 1) * config.MaxBatchSize;
        Rows = _least;
        _changed = now - Between;
        _lastNotLess = now;
    }

    /// <summary>Rows that fit, as last announced.</summary>
    public int Rows { get; private set; }

    /// <summary>Looks at what was measured; true where <see cref="Rows"/> changed and should be announced.</summary>
    public bool Review(RunPace pace, TimeSpan now)
    {
        if (_isFixed || !pace.IsKnown) return false;
        var rows = Math.Max(_least, (int)Math.Min(Most, pace.RowsIn(Ahead) * _runs));
        var isMuch = Math.Abs(rows - Rows) * 4L >= Rows;
        if (!isMuch || rows > Rows) _lastNotLess = now;
        if (!isMuch || now - _changed < Between) return false;
        if (rows < Rows && now - _lastNotLess < BeforeLess) return false;

        Rows = rows;
        _changed = _lastNotLess = now;
        return true;
    }
}
