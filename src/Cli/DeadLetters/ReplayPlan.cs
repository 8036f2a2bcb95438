using ActorServe.Cli.Kafka;
using ActorServe.Cli.Serving;

namespace ActorServe.Cli.DeadLetters;

/// <summary>Which dead letters go back, and where to. Pure; it holds their places, and not what is in them.</summary>
/// <param name="topic">Their topic.</param>
/// <param name="most">As many as it holds.</param>
internal sealed class ReplayPlan(string topic, int most = ReplayPlan.Most)
{
    /// <summary>Dead letters of one replay.</summary>
    public const int Most = 1_000_000;

    private readonly Dictionary<(int Partition, long Offset), RecordPlace> _sources = [];

    /// <summary>Dead letters that go back.</summary>
    public int Count => _sources.Count;

    /// <summary>Dead letters that went back before.</summary>
    public int Already { get; private set; }

    /// <summary>Dead letters that cannot go back: they name no record, or their topic or partition is not there any more.</summary>
    public int Homeless { get; private set; }

    /// <summary>How many go to which topic.</summary>
    public IReadOnlyList<(string Topic, int Count)> Targets =>
        [.. _sources.Values.CountBy(source => source.Topic).Select(t => (t.Key, t.Value)).OrderBy(t => t.Key, StringComparer.Ordinal)];

    /// <summary>One more that is meant.</summary>
    /// <exception cref="CommandFailedException">They are too many.</exception>
    public void Add(DeadLetter letter)
    {
        if (letter.Source is not { } source)
        {
            Homeless++;
            return;
        }

        if (_sources.Count == most)
            throw new CommandFailedException($"more than {Words.Of(most)} dead letters are meant; choose fewer by --kind, --since or --from");
        _sources.Add((letter.Place.Partition, letter.Place.Offset), source);
    }

    /// <summary>A topic that they come from has these partitions. Those from others cannot go back.</summary>
    public void Keep(string source, IReadOnlyList<OffsetRange> there)
    {
        var partitions = there.Select(range => range.Partition).ToHashSet();
        foreach (var (letter, _) in _sources.Where(s => s.Value.Topic == source && !partitions.Contains(s.Value.Partition)).ToList())
        {
            _sources.Remove(letter);
            Homeless++;
        }
    }

    /// <summary>Where in a topic a replay of any of them may be: behind the record that the first of each partition was.</summary>
    public IReadOnlyList<OffsetRange> WhereReplaysMayBe(string source, IReadOnlyList<OffsetRange> there)
    {
        var first = _sources.Values.Where(s => s.Topic == source).GroupBy(s => s.Partition)
            .ToDictionary(g => g.Key, g => g.Min(s => s.Offset));
        return [.. there.Where(range => first.ContainsKey(range.Partition))
            .Select(range => range with { Low = Math.Clamp(first[range.Partition] + 1, range.Low, range.High) })];
    }

    /// <summary>A record of theirs is a replay, as its mark says.</summary>
    /// <param name="mark">Which dead letter it was.</param>
    /// <param name="at">Where it is.</param>
    public void FoundReplay(string mark, RecordPlace at)
    {
        if (RecordPlace.Parse(mark) is not { } letter || letter.Topic != topic) return;

        // Behind its own record: a mark from before the dead-letter topic was made anew names another one.
        var key = (letter.Partition, letter.Offset);
        if (!_sources.TryGetValue(key, out var source)) return;
        if (source.Topic != at.Topic || source.Partition != at.Partition || source.Offset >= at.Offset) return;

        _sources.Remove(key);
        Already++;
    }

    /// <summary>Where a dead letter goes back to; null where it does not.</summary>
    public RecordPlace? TargetOf(int partition, long offset) => _sources.TryGetValue((partition, offset), out var source) ? source : null;

    /// <summary>What of their topic has to be read to send them.</summary>
    public IReadOnlyList<OffsetRange> WhereTheyAre() =>
        [.. _sources.Keys.GroupBy(key => key.Partition)
            .Select(g => new OffsetRange(g.Key, g.Min(k => k.Offset), g.Max(k => k.Offset) + 1))];
}
