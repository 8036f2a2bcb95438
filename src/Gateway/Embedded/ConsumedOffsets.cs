using Confluent.Kafka;

namespace ActorServe.Gateway.Embedded;

/// <summary>How far each reader of a topic has come, and so what no reader needs any more. Pure.</summary>
internal sealed class ConsumedOffsets
{
    private readonly Dictionary<string, HashSet<string>> _readers = [];
    private readonly Dictionary<(TopicPartition Partition, string Reader), long> _consumed = [];
    private readonly Dictionary<TopicPartition, long> _trimmed = [];

    /// <summary>Nothing of this topic is trimmed that this reader has not consumed.</summary>
    public void AddReader(string reader, string topic)
    {
        if (!_readers.TryGetValue(topic, out var readers)) _readers[topic] = readers = [];
        readers.Add(reader);
    }

    /// <summary>The reader needs nothing before this offset. One that is not known yet is added.</summary>
    public void Consumed(string reader, TopicPartition partition, long offset)
    {
        AddReader(reader, partition.Topic);
        _consumed[(partition, reader)] = Math.Max(offset, _consumed.GetValueOrDefault((partition, reader)));
    }

    /// <summary>What may be trimmed now and was not before.</summary>
    public IReadOnlyList<TopicPartitionOffset> TakeTrims()
    {
        var trims = new List<TopicPartitionOffset>();
        foreach (var partition in _consumed.Keys.Select(key => key.Partition).Distinct())
        {
            var offset = _readers[partition.Topic].Min(reader => _consumed.GetValueOrDefault((partition, reader)));
            if (offset <= _trimmed.GetValueOrDefault(partition)) continue;

            _trimmed[partition] = offset;
            trims.Add(new TopicPartitionOffset(partition, offset));
        }

        return trims;
    }
}
