using Confluent.Kafka;

namespace ActorServe.Cli.Kafka;

/// <summary>
/// The partitions that are not yet read to their ends, which are fixed before: where a topic is written to, what comes behind them goes on
/// for ever.
/// </summary>
/// <param name="ranges">What is read; where there is nothing in one it is not open.</param>
internal sealed class OpenPartitions(IEnumerable<OffsetRange> ranges)
{
    private readonly Dictionary<int, OffsetRange> _open =
        ranges.Where(range => range.High > range.Low).ToDictionary(range => range.Partition);

    /// <summary>How many there are.</summary>
    public int Count => _open.Count;

    /// <summary>What is read of them.</summary>
    public IReadOnlyCollection<OffsetRange> Ranges => _open.Values;

    /// <summary>A client gave this; its partition is closed where it is its last.</summary>
    public Heard Hear(ConsumeResult<byte[]?, byte[]?> result)
    {
        if (!_open.TryGetValue(result.Partition.Value, out var range)) return default;

        // The end of a partition may be a mark that is no record: then it is behind the next that comes.
        var isLast = result.IsPartitionEOF || result.Offset.Value >= range.High - 1;
        if (isLast) _open.Remove(range.Partition);
        return new Heard(IsOfAnOpenOne: true, isLast, IsWithin: !result.IsPartitionEOF && result.Offset.Value < range.High);
    }

    /// <summary>What something that came is.</summary>
    /// <param name="IsOfAnOpenOne">Its partition was open.</param>
    /// <param name="IsLast">It closed it.</param>
    /// <param name="IsWithin">It is a record of what is read.</param>
    public readonly record struct Heard(bool IsOfAnOpenOne, bool IsLast, bool IsWithin);
}
