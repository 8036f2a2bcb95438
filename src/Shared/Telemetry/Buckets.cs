using System.Diagnostics.Metrics;

namespace ActorServe.Shared.Telemetry;

/// <summary>The bounds of histograms' buckets, the same in all programs, so that they can be added up.</summary>
public static class Buckets
{
    /// <summary>Times in seconds: a small model runs for a tenth of a millisecond, a model that is loaded starts in a minute.</summary>
    public static InstrumentAdvice<double> Seconds { get; } = new()
    {
        HistogramBucketBoundaries =
        [
            0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
        ],
    };

    /// <summary>Rows of a batch.</summary>
    public static InstrumentAdvice<int> Rows { get; } = new()
    {
        HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 4_096],
    };
}
