using ActorServe.Cli.Kafka;

namespace ActorServe.Cli.Auditing;

/// <summary>The records of an input topic, and what the topics behind it say of them. Owned by one thread.</summary>
internal sealed class TopicAudit
{
    private readonly SortedDictionary<int, PartitionAudit> _partitions = [];
    private readonly byte[] _topic;
    private long _ofOtherTopics;
    private long _withoutSource;
    private long _unknown;

    public TopicAudit(string topic, IEnumerable<OffsetRange> partitions)
    {
        _topic = System.Text.Encoding.UTF8.GetBytes(topic);
        foreach (var (partition, low, high) in partitions) _partitions.Add(partition, new PartitionAudit(low, high));
    }

    /// <summary>The input has a record there.</summary>
    public void Record(int partition, long offset) => _partitions[partition].Record(offset);

    /// <summary>The output has a record with this header <c>actorserve</c>; empty where it has none.</summary>
    public void Result(ReadOnlySpan<byte> header)
    {
        if (Find(RecordSource.OfResult(header, _topic, out var source), source) is { } partition) partition.Result(source);
    }

    /// <summary>The dead-letter topic has a record with this header <c>actorserve-source</c>; empty where it has none.</summary>
    public void DeadLetter(ReadOnlySpan<byte> header)
    {
        if (Find(RecordSource.OfDeadLetter(header, _topic, out var source), source) is { } partition) partition.DeadLetter(source);
    }

    /// <summary>What was found.</summary>
    public AuditCounts Count()
    {
        var counts = new AuditCounts { OfOtherTopics = _ofOtherTopics, WithoutSource = _withoutSource, Unknown = _unknown };
        foreach (var partition in _partitions.Values) partition.AddTo(counts);
        return counts;
    }

    /// <summary>Records without an end, by partition and offset.</summary>
    public IEnumerable<(int Partition, long Offset)> Missing() =>
        _partitions.SelectMany(partition => partition.Value.Missing().Select(offset => (partition.Key, offset)));

    private PartitionAudit? Find(SourceKind kind, in RecordSource source)
    {
        switch (kind)
        {
            case SourceKind.OtherTopic: _ofOtherTopics++; break;
            case SourceKind.Unreadable: _withoutSource++; break;
            default:
                if (_partitions.TryGetValue(source.Partition, out var partition)) return partition;
                _unknown++;
                break;
        }

        return null;
    }
}
