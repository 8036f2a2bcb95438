using System.Globalization;
using System.Text;
using HdrHistogram;

namespace ActorServe.Cli.Demo;

/// <summary>What went in and what came out, record by record. For any thread.</summary>
internal sealed class DemoScore
{
    private const long LongestMicroseconds = 3_600_000_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, Waiting> _waiting = [];
    private readonly LongHistogram _latencies = new(LongestMicroseconds, 3);
    private readonly string _run;
    private readonly TimeProvider _time;
    private long _sent;
    private long _received;
    private long _right;
    private long _unexpected;
    private long _twice;
    private long _deadLetters;

    /// <summary>A score whose records are known by <paramref name="run"/>, so that another run's results do not count.</summary>
    public DemoScore(string run, TimeProvider time) => (_run, _time) = (run, time);

    /// <summary>Records that went in and did not come out yet, in either topic.</summary>
    public int Outstanding
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <summary>A record goes in now; its key brings its result back to it.</summary>
    public byte[] Send(DigitSample sample)
    {
        lock (_lock)
        {
            var number = _sent++;
            _waiting.Add(number, new Waiting(sample, _time.GetTimestamp()));
            return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_run}-{number}"));
        }
    }

    /// <summary>A result came out.</summary>
    public void Receive(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (NumberOf(key) is not { } number) return;

        var label = DigitSample.LabelOf(value);
        lock (_lock)
        {
            if (!_waiting.Remove(number, out var waiting))
            {
                _twice++;
                return;
            }

            _received++;
            if (label == waiting.Sample.Label) _right++;
            if (label != waiting.Sample.Predicted) _unexpected++;
            _latencies.RecordValue(Math.Clamp((long)_time.GetElapsedTime(waiting.Since).TotalMicroseconds, 1, LongestMicroseconds));
        }
    }

    /// <summary>A record could not be answered: nobody waits for its result any more.</summary>
    public void DeadLetter(ReadOnlySpan<byte> key)
    {
        if (NumberOf(key) is not { } number) return;

        lock (_lock)
        {
            if (_waiting.Remove(number)) _deadLetters++;
        }
    }

    /// <summary>The numbers now.</summary>
    public DemoNumbers Read()
    {
        lock (_lock)
        {
            return new DemoNumbers(
                _sent, _received, _waiting.Count, _deadLetters, _twice, _unexpected, _received == 0 ? 0 : (double)_right / _received,
                Milliseconds(50), Milliseconds(95), Milliseconds(99));
        }
    }

    private double Milliseconds(double percentile) => _received == 0 ? 0 : _latencies.GetValueAtPercentile(percentile) / 1_000.0;

    private long? NumberOf(ReadOnlySpan<byte> key)
    {
        var text = Encoding.ASCII.GetString(key);
        return text.StartsWith(_run + "-", StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(_run.Length + 1), CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private readonly record struct Waiting(DigitSample Sample, long Since);
}

/// <summary>The numbers of a demo.</summary>
/// <param name="Sent">Records in.</param>
/// <param name="Received">Results out, each record once.</param>
/// <param name="Missing">Records without a result or a dead letter so far.</param>
/// <param name="DeadLetters">Records that could not be answered.</param>
/// <param name="Twice">Results of records that had theirs already.</param>
/// <param name="Unexpected">Results that differ from what the model says elsewhere.</param>
/// <param name="Accuracy">The share of results that are what the writer meant.</param>
/// <param name="P50">The median of the time from record to result, in milliseconds.</param>
/// <param name="P95">Its 95th percentile.</param>
/// <param name="P99">Its 99th percentile.</param>
internal sealed record DemoNumbers(
    long Sent, long Received, long Missing, long DeadLetters, long Twice, long Unexpected, double Accuracy, double P50, double P95, double P99)
{
    /// <summary>Every record came out once, as the model says.</summary>
    public bool IsSound => Missing == 0 && DeadLetters == 0 && Twice == 0 && Unexpected == 0 && Received == Sent;
}
