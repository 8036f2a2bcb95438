using ActorServe.Cli.Kafka;
using ActorServe.Cli.Serving;

namespace ActorServe.Cli.DeadLetters;

/// <summary>Which dead letters go back, and where to. Pure; it holds their places, and not what is in them.</summary>
/// <param name="most">As many as it holds.</param>
internal sealed class ReplayPlan(int most = ReplayPlan.Most)
{
    /// <summary>Dead letters of one replay.</summary>
    public const int Most = 1_000_000;

    // By the record that each was: two dead letters of one record, as at least once allows, are one to put back.
    private readonly Dictionary<RecordPlace, Planned> _letters = [];

    /// <summary>Dead letters that go back.</summary>
    public int Count => _letters.Count;

    /// <summary>Dead letters that went back before.</summary>
    public int Already { get; private set; }

    /// <summary>Dead letters of a record that has another among them.</summary>
    public int Twice { get; private set; }

    /// <summary>Dead letters that cannot go back: they name no record, or their topic or partition is not there any more.</summary>
    public int Homeless { get; private set; }

    /// <summary>How many go to which topic.</summary>
    public IReadOnlyList<(string Topic, int Count)> Targets =>
        [.. _letters.Keys.CountBy(source => source.Topic).Select(t => (t.Key, t.Value)).OrderBy(t => t.Key, StringComparer.Ordinal)];

    /// <summary>One more that is meant.</summary>
    /// <exception cref="CommandFailedException">They are too many.</exception>
    public void Add(DeadLetter letter)
    {
        if (letter.Source is not { } source) Homeless++;
        else if (!_letters.TryAdd(source, new Planned(letter.Place.Partition, letter.Place.Offset, letter.Written))) Twice++;
        else if (_letters.Count > most)
            throw new CommandFailedException(
                $"more than {Words.Of(most)} dead letters are meant; choose fewer by --kind, --since or --from");
    }

    /// <summary>A topic that they come from has these partitions. Those from others cannot go back.</summary>
    public void Keep(string topic, IReadOnlyList<OffsetRange> there)
    {
        var partitions = there.Select(range => range.Partition).ToHashSet();
        foreach (var source in _letters.Keys.Where(s => s.Topic == topic && !partitions.Contains(s.Partition)).ToList())
        {
            _letters.Remove(source);
            Homeless++;
        }
    }

    /// <summary>Where in a topic a replay of any of them may be: behind the record that the first of each partition was.</summary>
    public IReadOnlyList<OffsetRange> WhereReplaysMayBe(string topic, IReadOnlyList<OffsetRange> there)
    {
        var first = _letters.Keys.Where(s => s.Topic == topic)
            .GroupBy(s => s.Partition).ToDictionary(g => g.Key, g => g.Min(s => s.Offset));
        return [.. there.Where(range => first.ContainsKey(range.Partition))
            .Select(range => range with { Low = Math.Clamp(first[range.Partition] + 1, range.Low, range.High) })];
    }

    /// <summary>A record is a replay, as its mark says. One that does not stand behind its own record is none of ours.</summary>
    /// <param name="mark">Which record it was.</param>
    /// <param name="at">Where it is.</param>
    public void FoundReplay(string mark, RecordPlace at)
    {
        if (RecordPlace.Parse(mark) is not { } source) return;
        if (source.Topic != at.Topic || source.Partition != at.Partition || source.Offset >= at.Offset) return;
        if (_letters.Remove(source)) Already++;
    }

    /// <summary>How many go to a topic with a timestamp from before a time.</summary>
    public int WrittenBefore(string topic, DateTimeOffset time) =>
        _letters.Count(letter => letter.Key.Topic == topic && letter.Value.Written < time);

    /// <summary>Whether this one goes back.</summary>
    public bool Sends(DeadLetter letter) =>
        letter.Source is { } source && _letters.TryGetValue(source, out var planned)
        && (planned.Partition, planned.Offset) == (letter.Place.Partition, letter.Place.Offset);

    /// <summary>What of their topic has to be read to send them.</summary>
    public IReadOnlyList<OffsetRange> WhereTheyAre() =>
        [.. _letters.Values.GroupBy(letter => letter.Partition)
            .Select(g => new OffsetRange(g.Key, g.Min(k => k.Offset), g.Max(k => k.Offset) + 1))];

    /// <summary>A dead letter that is meant: its place, and the timestamp that it takes with it.</summary>
    private readonly record struct Planned(int Partition, long Offset, DateTimeOffset? Written);
}
