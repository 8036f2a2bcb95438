using HdrHistogram;

namespace ActorServe.Cli.Demo;

/// <summary>How long answers took, and how many were right.</summary>
internal sealed class AnswerTally
{
    private const long LongestMicroseconds = 3_600_000_000;

    private readonly LongHistogram _latencies = new(LongestMicroseconds, 3);
    private long _right;

    /// <summary>One more answer.</summary>
    public void Add(TimeSpan latency, bool isRight)
    {
        _latencies.RecordValue(Math.Clamp((long)latency.TotalMicroseconds, 1, LongestMicroseconds));
        if (isRight) _right++;
    }

    /// <summary>All of another's.</summary>
    public void Add(AnswerTally other)
    {
        _latencies.Add(other._latencies);
        _right += other._right;
    }

    /// <summary>Has none any more.</summary>
    public void Clear()
    {
        _latencies.Reset();
        _right = 0;
    }

    /// <summary>The numbers now.</summary>
    public AnswerNumbers Read()
    {
        var count = _latencies.TotalCount;
        return count == 0
            ? AnswerNumbers.None
            : new AnswerNumbers(count, (double)_right / count, Milliseconds(50), Milliseconds(95), Milliseconds(99));
    }

    private double Milliseconds(double percentile) => _latencies.GetValueAtPercentile(percentile) / 1_000.0;
}

/// <summary>What there is to say of some answers.</summary>
/// <param name="Count">How many they are; of none there is nothing else to say.</param>
/// <param name="Accuracy">The share of them that is what the writer meant.</param>
/// <param name="P50">The median of the time from record to result, in milliseconds.</param>
/// <param name="P95">Its 95th percentile.</param>
/// <param name="P99">Its 99th percentile.</param>
internal sealed record AnswerNumbers(long Count, double Accuracy, double P50, double P95, double P99)
{
    /// <summary>Of no answers.</summary>
    public static AnswerNumbers None { get; } = new(0, 0, 0, 0, 0);
}
