namespace ActorServe.Cli.DeadLetters;

/// <summary>The newest of any number of dead letters, by when they were given up. One that does not say when is the oldest.</summary>
internal sealed class NewestLetters(int most)
{
    // Of the same time the later offset is the newer: two runs give the same list.
    private readonly PriorityQueue<DeadLetter, (DateTimeOffset Time, long Offset, int Partition)> _kept = new();

    /// <summary>How many there were.</summary>
    public long Seen { get; private set; }

    /// <summary>One more.</summary>
    public void Add(DeadLetter letter)
    {
        Seen++;
        var age = (letter.Time ?? DateTimeOffset.MinValue, letter.Place.Offset, letter.Place.Partition);
        if (_kept.Count < most) _kept.Enqueue(letter, age);
        else _kept.EnqueueDequeue(letter, age);
    }

    /// <summary>Those that are kept.</summary>
    public IReadOnlyList<DeadLetter> NewestFirst() =>
        [.. _kept.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element)];
}
