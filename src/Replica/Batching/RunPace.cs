namespace ActorServe.Replica.Batching;

/// <summary>
/// The time that one run takes for a row, smoothed. It falls fast and rises slowly, because what disturbs a measurement (compilation, a
/// collection, a thread that had to wait) only ever makes it longer.
/// </summary>
internal sealed class RunPace
{
    private const double Down = 0.5;
    private const double Up = 0.1;

    private double _secondsPerRow = double.NaN;

    /// <summary>A full batch was measured.</summary>
    public bool IsKnown => !double.IsNaN(_secondsPerRow);

    /// <summary>A run of full batches took this long for these rows.</summary>
    public void Observe(int rows, TimeSpan elapsed)
    {
        if (rows <= 0 || elapsed < TimeSpan.Zero) return;
        var seconds = Math.Max(elapsed.TotalSeconds, 1e-9) / rows;
        _secondsPerRow = IsKnown ? _secondsPerRow + (seconds < _secondsPerRow ? Down : Up) * (seconds - _secondsPerRow) : seconds;
    }

    /// <summary>Rows that one run does in this time; 0 while nothing is known.</summary>
    public double RowsIn(TimeSpan time) => IsKnown ? time.TotalSeconds / _secondsPerRow : 0;
}
