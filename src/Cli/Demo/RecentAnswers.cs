namespace ActorServe.Cli.Demo;

/// <summary>The answers of the last <see cref="Seconds"/> seconds, a tally a second, so that a view shows what is so now.</summary>
internal sealed class RecentAnswers(TimeProvider time)
{
    /// <summary>How far it looks back; the first of these seconds has begun only.</summary>
    public const int Seconds = 10;

    private readonly long _began = time.GetTimestamp();
    private readonly AnswerTally[] _tallies = [.. Enumerable.Range(0, Seconds).Select(_ => new AnswerTally())];
    private readonly long[] _secondOf = new long[Seconds];

    private long Now => (long)time.GetElapsedTime(_began).TotalSeconds;

    /// <summary>One more answer, now.</summary>
    public void Add(TimeSpan latency, bool isRight)
    {
        var now = Now;
        var slot = now % Seconds;
        if (_secondOf[slot] != now) _tallies[slot].Clear();
        _secondOf[slot] = now;
        _tallies[slot].Add(latency, isRight);
    }

    /// <summary>The numbers now.</summary>
    public AnswerNumbers Read()
    {
        var now = Now;
        var all = new AnswerTally();
        foreach (var (slot, tally) in _tallies.Index())
            if (_secondOf[slot] > now - Seconds) all.Add(tally);
        return all.Read();
    }
}
