using ActorServe.Routing;

namespace ActorServe.AkkaStreamsKafka;

/// <summary>
/// What commits the rows that are out, by partition, and of what the watermark has passed the newest, which stands for all before it. Pure,
/// owned by one stage; holds as many as there are rows in the window.
/// </summary>
internal sealed class PendingCommits<TCommit>
{
    private readonly Dictionary<PartitionEpoch, Queue<(long Next, TCommit Commit)>> _rows = [];
    private readonly Dictionary<PartitionEpoch, TCommit> _ready = [];

    /// <summary>Whether something may be committed now.</summary>
    public bool HasReady => _ready.Count > 0;

    /// <summary>A row that was read, in the order of its partition.</summary>
    /// <param name="id">Its assignment.</param>
    /// <param name="next">The offset after it.</param>
    /// <param name="commit">What commits that.</param>
    public void Track(PartitionEpoch id, long next, TCommit commit)
    {
        if (!_rows.TryGetValue(id, out var rows)) _rows[id] = rows = new Queue<(long Next, TCommit Commit)>();
        rows.Enqueue((next, commit));
    }

    /// <summary>Everything below the watermark of an assignment is finished.</summary>
    public void Advance(PartitionEpoch id, long watermark)
    {
        if (!_rows.TryGetValue(id, out var rows)) return;
        while (rows.TryPeek(out var row) && row.Next <= watermark) _ready[id] = rows.Dequeue().Commit;
    }

    /// <summary>Takes one that may be committed, of any partition.</summary>
    public TCommit Take()
    {
        var (id, commit) = _ready.First();
        _ready.Remove(id);
        return commit;
    }

    /// <summary>The assignment is gone: others may commit its partition by now.</summary>
    public void Forget(PartitionEpoch id)
    {
        _rows.Remove(id);
        _ready.Remove(id);
    }
}
