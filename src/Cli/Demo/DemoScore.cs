using System.Globalization;
using System.Text;

namespace ActorServe.Cli.Demo;

/// <summary>What went in and what came out, record by record. For any thread.</summary>
internal sealed class DemoScore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Waiting> _waiting = [];
    private readonly Dictionary<long, Waiting> _doubtful = [];
    private readonly AnswerTally _answers = new();
    private readonly RecentAnswers _recent;
    private readonly string _run;
    private readonly TimeProvider _time;
    private long _next;
    private long _unexpected;
    private long _twice;
    private long _deadLetters;

    /// <summary>A score whose records are known by <paramref name="run"/>, so that another run's results do not count.</summary>
    public DemoScore(string run, TimeProvider time) => (_run, _time, _recent) = (run, time, new RecentAnswers(time));

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
            var number = _next++;
            _waiting.Add(number, new Waiting(sample, _time.GetTimestamp()));
            return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_run}-{number}"));
        }
    }

    /// <summary>A record did not go in, as far as the producer knows: nobody waits for its result.</summary>
    /// <param name="key">The record's key.</param>
    /// <param name="isDoubtful">The broker may have it all the same, and its result may come.</param>
    public void Withdraw(ReadOnlySpan<byte> key, bool isDoubtful)
    {
        if (NumberOf(key) is not { } number) return;

        lock (_lock)
        {
            if (_waiting.Remove(number, out var waiting) && isDoubtful) _doubtful.Add(number, waiting);
        }
    }

    /// <summary>A result came out.</summary>
    public void Receive(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (NumberOf(key) is not { } number) return;

        var label = DigitSample.LabelOf(value);
        lock (_lock)
        {
            if (!Take(number, out var waiting))
            {
                _twice++;
                return;
            }

            var latency = _time.GetElapsedTime(waiting.Since);
            var isRight = label == waiting.Sample.Label;
            _answers.Add(latency, isRight);
            _recent.Add(latency, isRight);
            if (label != waiting.Sample.Predicted) _unexpected++;
        }
    }

    /// <summary>A record could not be answered: nobody waits for its result any more.</summary>
    public void DeadLetter(ReadOnlySpan<byte> key)
    {
        if (NumberOf(key) is not { } number) return;

        lock (_lock)
        {
            if (Take(number, out _)) _deadLetters++;
        }
    }

    /// <summary>The numbers now.</summary>
    public DemoNumbers Read()
    {
        lock (_lock)
        {
            return new DemoNumbers(_waiting.Count, _deadLetters, _twice, _unexpected, _answers.Read(), _recent.Read());
        }
    }

    private bool Take(long number, out Waiting waiting) => _waiting.Remove(number, out waiting) || _doubtful.Remove(number, out waiting);

    private long? NumberOf(ReadOnlySpan<byte> key)
    {
        var text = Encoding.ASCII.GetString(key);
        return text.StartsWith(_run + "-", StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(_run.Length + 1), CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private readonly record struct Waiting(DigitSample Sample, long Since);
}

/// <summary>The numbers of a demo.</summary>
/// <param name="Missing">Records without a result or a dead letter so far.</param>
/// <param name="DeadLetters">Records that could not be answered.</param>
/// <param name="Twice">Results of records that had theirs already.</param>
/// <param name="Unexpected">Results that differ from what the model says elsewhere.</param>
/// <param name="Answers">The results, each record's once.</param>
/// <param name="Recent">Those of the last seconds.</param>
internal sealed record DemoNumbers(
    long Missing, long DeadLetters, long Twice, long Unexpected, AnswerNumbers Answers, AnswerNumbers Recent)
{
    /// <summary>Records in.</summary>
    public long Sent => Received + DeadLetters + Missing;

    /// <summary>Results out, each record once.</summary>
    public long Received => Answers.Count;

    /// <summary>Every record came out once, as the model says.</summary>
    public bool IsSound => Missing == 0 && DeadLetters == 0 && Twice == 0 && Unexpected == 0;
}
