using System.Text;
using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Ingest.Client;
using Confluent.Kafka;

namespace ActorServe.Gateway.Tests.Ingest.Reading;

/// <summary>A consumer of a topic in memory. Rebalances and failures happen inside the next poll, as they do with a broker.</summary>
internal sealed class FakeConsumer(IConsumerListener listener) : IRecordConsumer
{
    private readonly object _gate = new();
    private readonly Queue<Action> _nextPolls = new();
    private readonly Dictionary<int, List<ConsumeResult<byte[]?, byte[]?>>> _log = [];
    private readonly Dictionary<int, long> _positions = [];
    private readonly HashSet<int> _paused = [];

    public Dictionary<int, long> CommittedOffsets { get; } = [];

    public Dictionary<int, long> StoredOffsets { get; } = [];

    public Dictionary<int, long> EarliestOffsets { get; } = [];

    /// <summary>What the next commits are answered with, before they are taken again.</summary>
    public Queue<ErrorCode> CommitRefusals { get; } = new();

    /// <summary>What the client's own commit of a partition that it lets go is answered with.</summary>
    public ErrorCode LastCommitRefusal { get; set; } = ErrorCode.NoError;

    /// <summary>What happens elsewhere while a commit is refused.</summary>
    public Action OnRefusal { get; set; } = () => { };

    /// <summary>While it is above 0 the member is joining: commits come from a generation that has passed, also as it closes.</summary>
    public int PollsUntilJoined { get; set; }

    public bool DoesAnswer { get; set; } = true;

    /// <summary>What a broker that answers says of the topic.</summary>
    public ErrorCode Topic { get; set; } = ErrorCode.NoError;

    /// <summary>What happens as it closes, before anything else.</summary>
    public Action OnClose { get; set; } = () => { };

    public int Questions { get; private set; }

    public int Commits { get; private set; }

    public int LookUps { get; private set; }

    public IReadOnlyCollection<int> Paused => _paused;

    public int Polls { get; private set; }

    public bool IsClosed { get; private set; }

    public bool IsDisposed { get; private set; }

    public void Produce(int partition, long offset, byte[]? value = null)
    {
        var message = new Message<byte[]?, byte[]?> { Value = value ?? Encoding.UTF8.GetBytes($"{offset}"), Headers = [] };
        var record = new ConsumeResult<byte[]?, byte[]?> { Message = message, Partition = partition, Offset = offset };
        lock (_gate)
        {
            if (!_log.TryGetValue(partition, out var records)) _log[partition] = records = [];
            records.Add(record);
            Monitor.Pulse(_gate);
        }
    }

    public void ProduceMany(int partition, int records)
    {
        for (var offset = 0; offset < records; offset++) Produce(partition, offset);
    }

    public void Assign(params int[] partitions) => InNextPoll(() =>
    {
        foreach (var (partition, start) in listener.Assigned(this, partitions)) _positions[partition] = start;
    });

    public void Revoke(params int[] partitions) => InNextPoll(() =>
    {
        listener.Revoked(this, partitions);
        LetGo(partitions);
    });

    public void Lose(params int[] partitions) => InNextPoll(() =>
    {
        listener.Lost(partitions);
        foreach (var partition in partitions)
        {
            StoredOffsets.Remove(partition);
            Forget(partition);
        }
    });

    public void Trouble(ErrorCode code) => InNextPoll(() => listener.Troubled(new Error(code, "as arranged")));

    /// <summary>The client commits what was stored, as it does each second, and hears what came of it.</summary>
    public void CommitStored(ErrorCode refusal = ErrorCode.NoError) => InNextPoll(() =>
    {
        if (refusal != ErrorCode.NoError)
        {
            listener.CommitAnswered([], [.. StoredOffsets.Keys.Select(partition => Refused(partition, refusal))]);
            return;
        }

        foreach (var (partition, offset) in StoredOffsets) CommittedOffsets[partition] = offset;
        listener.CommitAnswered([.. StoredOffsets.Select(stored => new PartitionOffset(stored.Key, stored.Value))], []);
    });

    public void Fail(Exception failure) => InNextPoll(() => throw failure);

    public void Fail(ErrorCode code, int partition, bool isFatal = false) =>
        Fail(new ConsumeException(new ConsumeResult<byte[], byte[]> { Partition = partition }, new Error(code, "as arranged", isFatal)));

    /// <summary>As the client says it of a topic: of partition 0, and of no offset.</summary>
    public void FailTopic(ErrorCode code) =>
        Fail(new ConsumeException(
            new ConsumeResult<byte[], byte[]> { Partition = 0, Offset = Offset.Unset }, new Error(code, "as arranged")));

    public ConsumeResult<byte[]?, byte[]?>? Poll(TimeSpan timeout)
    {
        Polls++;
        if (PollsUntilJoined > 0) PollsUntilJoined--;
        lock (_gate)
        {
            if (_nextPolls.Count == 0 && Next() is null && timeout > TimeSpan.Zero) Monitor.Wait(_gate, TimeSpan.FromMilliseconds(1));
        }

        while (_nextPolls.TryDequeue(out var happens)) happens();
        lock (_gate)
        {
            if (Next() is not { } record) return null;
            _positions[record.Partition.Value] = record.Offset.Value + 1;
            return record;
        }
    }

    public void Pause(IReadOnlyList<int> partitions) => _paused.UnionWith(partitions);

    public void Resume(IReadOnlyList<int> partitions) => _paused.ExceptWith(partitions);

    public void Store(PartitionOffset offset) => StoredOffsets[offset.Partition] = offset.Offset;

    public void Commit(IReadOnlyList<PartitionOffset> offsets)
    {
        Commits++;
        if (PollsUntilJoined > 0) throw new KafkaException(ErrorCode.IllegalGeneration);
        if (CommitRefusals.TryDequeue(out var refusal))
        {
            OnRefusal();
            throw new KafkaException(refusal);
        }

        foreach (var (partition, offset) in offsets) CommittedOffsets[partition] = offset;
    }

    public IReadOnlyList<PartitionOffset> Committed(IReadOnlyList<int> partitions) =>
        [
            .. partitions.Where(CommittedOffsets.ContainsKey)
                .Select(partition => new PartitionOffset(partition, CommittedOffsets[partition])),
        ];

    public IReadOnlyList<PartitionOffset> Earliest(IReadOnlyList<int> partitions)
    {
        LookUps++;
        return [.. partitions.Select(partition => new PartitionOffset(partition, EarliestOffsets.GetValueOrDefault(partition)))];
    }

    public ErrorCode? Ask()
    {
        Questions++;
        return DoesAnswer ? Topic : null;
    }

    public long? HighWatermark(int partition)
    {
        lock (_gate) return _log.TryGetValue(partition, out var records) ? records[^1].Offset.Value + 1 : null;
    }

    public void Close()
    {
        OnClose();
        int[] partitions = [.. _positions.Keys];
        listener.Revoked(this, partitions);
        LetGo(partitions);
        IsClosed = true;
    }

    public void Dispose() => IsDisposed = true;

    private static CommitRefusal Refused(int partition, ErrorCode refusal) => new(partition, new Error(refusal, "as arranged"));

    private void InNextPoll(Action happens)
    {
        lock (_gate)
        {
            _nextPolls.Enqueue(happens);
            Monitor.Pulse(_gate);
        }
    }

    private ConsumeResult<byte[]?, byte[]?>? Next() => _positions
        .Where(position => !_paused.Contains(position.Key) && _log.ContainsKey(position.Key))
        .Select(position => _log[position.Key].FirstOrDefault(record => record.Offset.Value >= position.Value))
        .FirstOrDefault(record => record is not null);

    // As librdkafka does with enable.auto.commit: what was stored last is committed, whatever was committed meanwhile, and the answer comes
    // when the partition is gone.
    private void LetGo(int[] partitions)
    {
        foreach (var partition in partitions)
        {
            if (StoredOffsets.Remove(partition, out var stored)) CommitLast(new PartitionOffset(partition, stored));
            Forget(partition);
        }
    }

    private void CommitLast(PartitionOffset last)
    {
        var refusal = PollsUntilJoined > 0 ? ErrorCode.IllegalGeneration : LastCommitRefusal;
        if (refusal == ErrorCode.NoError) CommittedOffsets[last.Partition] = last.Offset;
        InNextPoll(() => listener.CommitAnswered(
            refusal == ErrorCode.NoError ? [last] : [], refusal == ErrorCode.NoError ? [] : [Refused(last.Partition, refusal)]));
    }

    // A pause stays, as in librdkafka: the partition is paused when it comes back.
    private void Forget(int partition) => _positions.Remove(partition);
}
