namespace ActorServe.Replica.Batching;

/// <summary>
/// The rows that one run does in a time, over the last runs. Rows and time are summed before they are divided: a run of one row during
/// which its thread had to wait says little about a thousand rows.
/// </summary>
internal sealed class RunPace
{
    /// <summary>What is left of a run's weight with each run after it.</summary>
    private const double Remembered = 0.9;

    private double _rows;
    private double _seconds;

    /// <summary>A full batch was measured.</summary>
    public bool IsKnown => _rows > 0;

    /// <summary>A run of full batches took this long for these rows.</summary>
    public void Observe(int rows, TimeSpan elapsed)
    {
        if (rows <= 0 || elapsed < TimeSpan.Zero) return;
        _rows = _rows * Remembered + rows;
        _seconds = _seconds * Remembered + Math.Max(elapsed.TotalSeconds, 1e-7);
    }

    /// <summary>Rows that one run does in this time; 0 while nothing is known.</summary>
    public double RowsIn(TimeSpan time) => IsKnown ? time.TotalSeconds * _rows / _seconds : 0;
}
