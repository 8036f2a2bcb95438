using ActorServe.Gateway.Librdkafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Ingest.Client;

/// <summary>A consumer of one topic at a broker.</summary>
internal sealed class KafkaRecordConsumer : IRecordConsumer
{
    private static readonly TimeSpan LookUpTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UnsubscribePatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    // In Kafka's protocol the time that stands for the beginning of a partition: so all of them are asked for at once.
    private static readonly Timestamp Oldest = new(-2, TimestampType.CreateTime);

    private readonly string _topic;
    private readonly ClientLog _lines;
    private readonly IConsumerListener _listener;
    private readonly TimeProvider _time;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly TimeSpan _answerTimeout;
    private readonly bool _staysMember;
    private IAdminClient? _asking;
    private Error? _fatal;

    /// <summary>Connects and subscribes.</summary>
    public KafkaRecordConsumer(IngestSettings settings, IConsumerListener listener, TimeProvider time, ILogger log)
    {
        (_topic, _listener, _time) = (settings.Kafka.InputTopic, listener, time);
        _lines = new ClientLog($"Kafka consumer of {_topic}", log, time);
        var properties = ConsumerProperties.Of(settings);
        _answerTimeout = ConsumerProperties.AnswerTimeout(properties);
        // A static member leaves its group only when its session is over, or when it unsubscribes.
        _staysMember = properties.ContainsKey("group.instance.id");
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(properties)
            .SetErrorHandler((_, error) => OnError(error))
            .SetLogHandler((_, message) => _lines.Line(message.Facility, message.Message, (int)message.Level))
            .SetPartitionsAssignedHandler((_, assigned) => listener.Assigned(this, Numbers(assigned)).Select(Named))
            .SetPartitionsRevokedHandler((_, revoked) => listener.Revoked(this, Numbers(revoked)))
            .SetPartitionsLostHandler((_, lost) => listener.Lost(Numbers(lost)))
            .SetOffsetsCommittedHandler((_, answer) => OnCommitAnswered(answer))
            .Build();
        _consumer.Subscribe(_topic);
    }

    /// <inheritdoc/>
    public ConsumeResult<byte[]?, byte[]?>? Poll(TimeSpan timeout)
    {
        var record = _consumer.Consume(timeout);
        return _fatal is null ? record : throw new KafkaException(_fatal);
    }

    /// <inheritdoc/>
    public void Pause(IReadOnlyList<int> partitions) => _consumer.Pause(partitions.Select(Named));

    /// <inheritdoc/>
    public void Resume(IReadOnlyList<int> partitions) => _consumer.Resume(partitions.Select(Named));

    /// <inheritdoc/>
    public void Store(PartitionOffset offset) => _consumer.StoreOffset(Named(offset));

    /// <inheritdoc/>
    public void Commit(IReadOnlyList<PartitionOffset> offsets) => _consumer.Commit(offsets.Select(Named));

    /// <inheritdoc/>
    public IReadOnlyList<PartitionOffset> Committed(IReadOnlyList<int> partitions) =>
        [.. _consumer.Committed(partitions.Select(Named), LookUpTimeout)
            .Where(committed => committed.Offset.Value >= 0)
            .Select(committed => new PartitionOffset(committed.Partition.Value, committed.Offset.Value))];

    /// <inheritdoc/>
    public IReadOnlyList<PartitionOffset> Earliest(IReadOnlyList<int> partitions) =>
        [.. _consumer.OffsetsForTimes(partitions.Select(partition => new TopicPartitionTimestamp(Named(partition), Oldest)), LookUpTimeout)
            .Select(earliest => new PartitionOffset(earliest.Partition.Value, earliest.Offset.Value))];

    /// <inheritdoc/>
    public ErrorCode? Ask()
    {
        // Over the consumer's own connections. Watermarks would be another question, but the client answers some of those by itself.
        _asking ??= new DependentAdminClientBuilder(_consumer.Handle).Build();
        try
        {
            return _asking.GetMetadata(_topic, _answerTimeout).Topics.Find(topic => topic.Topic == _topic)?.Error.Code ?? ErrorCode.NoError;
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public long? HighWatermark(int partition) =>
        _consumer.GetWatermarkOffsets(Named(partition)).High.Value is >= 0 and var high ? high : null;

    /// <inheritdoc/>
    public void Close()
    {
        try
        {
            if (!_staysMember) Unsubscribe();
        }
        finally
        {
            _consumer.Close();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _asking?.Dispose();
        _consumer.Dispose();
    }

    // A client that is closed before a rebalance was heard may wait for itself for ever (confluentinc/librdkafka#4527). So everything is
    // heard first. Records that come meanwhile are dropped: they are not tracked, and so never committed.
    private void Unsubscribe()
    {
        var began = _time.GetTimestamp();
        try
        {
            _consumer.Unsubscribe();
            while (!IsQuiet() && _time.GetElapsedTime(began) < UnsubscribePatience)
            {
                // Everything happens inside the poll.
            }
        }
        catch (KafkaException)
        {
            // What is wrong with the client, its close tells.
        }
    }

    private bool IsQuiet()
    {
        try
        {
            return _consumer.Consume(Quiet) is null && _consumer.Assignment.Count == 0;
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            return false;
        }
    }

    // Runs inside a poll. What is not fatal the client tries again by itself.
    private void OnError(Error error)
    {
        if (error.IsFatal)
        {
            _fatal = error;
            return;
        }

        _lines.Line($"{error.Code}", error.Reason, severity: 3);
        _listener.Troubled(error);
    }

    // Runs inside a poll. A partition of which nothing was stored is in it too, without an offset.
    private void OnCommitAnswered(CommittedOffsets answer)
    {
        var kept = new List<PartitionOffset>();
        var refused = new List<CommitRefusal>();
        foreach (var offset in answer.Offsets.Where(offset => offset.Offset.Value >= 0))
        {
            // What is wrong with the whole commit is not said of each partition.
            var error = answer.Error.IsError ? answer.Error : offset.Error;
            if (error.IsError) refused.Add(new CommitRefusal(offset.Partition.Value, error));
            else kept.Add(new PartitionOffset(offset.Partition.Value, offset.Offset.Value));
        }

        _listener.CommitAnswered(kept, refused);
    }

    private TopicPartition Named(int partition) => new(_topic, partition);

    private TopicPartitionOffset Named(PartitionOffset offset) => new(_topic, offset.Partition, offset.Offset);

    private static int[] Numbers(IEnumerable<TopicPartition> partitions) => [.. partitions.Select(partition => partition.Partition.Value)];

    private static int[] Numbers(IEnumerable<TopicPartitionOffset> partitions) =>
        [.. partitions.Select(partition => partition.Partition.Value)];
}
