using System.Collections.Immutable;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.DirectoryProtocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Routing.Tests.Lossy;

/// <summary>
/// A replica at the other end of links that keep their order but lose messages. It holds rows until it is told to answer them.
/// </summary>
internal sealed class LossyReplica(ReplicaId id)
{
    private readonly Queue<object> _in = new();
    private readonly Queue<object> _out = new();
    private readonly List<(InferBatch Batch, SortedSet<int> Open)> _held = [];

    public ReplicaId Id { get; } = id;

    public ReplicaState State { get; set; } = ReplicaState.Running;

    /// <summary>Its process is there.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>Messages to the router after this question prove that it is not suspect any more.</summary>
    public long SuspectAfter { get; set; } = -1;

    public bool IsSuspect => SuspectAfter >= 0;

    /// <summary>When rows that it rejected came back, until it says that it has room.</summary>
    public DateTimeOffset? Rejected { get; set; }

    /// <summary>Rows that it holds, and that are on their way to it.</summary>
    public int Rows => _held.Sum(held => held.Open.Count) + _in.OfType<InferBatch>().Sum(batch => batch.Rows.Length);

    public bool IsIdle => _in.Count == 0 && _out.Count == 0 && _held.Count == 0;

    public ReplicaEntry Entry(int max) => Some.Replica(Id, State, max);

    public void Send(object message)
    {
        if (IsAlive) _in.Enqueue(message);
    }

    /// <summary>The next message arrives; rows are started then.</summary>
    public ImmutableArray<InferRow> Receive()
    {
        if (!_in.TryDequeue(out var message)) return [];
        if (message is Sync sync)
            _out.Enqueue(new SyncReply(Id, sync.SyncId, [.. _held.Select(held => new HeldRows(held.Batch.BatchId, [.. held.Open]))]));
        if (message is not InferBatch batch) return [];

        _held.Add((batch, [.. Enumerable.Range(0, batch.Rows.Length)]));
        return batch.Rows;
    }

    /// <summary>Some rows of one batch get these entries; returns the rows.</summary>
    public ImmutableArray<InferRow> Answer(int choice, int count, Func<int, RowEntry> entry)
    {
        if (_held.Count == 0) return [];

        var (batch, open) = _held[choice % _held.Count];
        var rows = open.Take(count).ToList();
        open.ExceptWith(rows);
        _held.RemoveAll(held => held.Open.Count == 0);
        _out.Enqueue(new BatchReply(Id, batch.BatchId, Some.Model, [.. rows.Select(entry)]));
        return [.. rows.Select(row => batch.Rows[row])];
    }

    public void SayThatThereIsRoom() => _out.Enqueue(new RoomAgain(Id));

    /// <summary>What the router gets next from it.</summary>
    public object? Next() => _out.TryDequeue(out var message) ? message : null;

    public void LoseOne(bool incoming) => (incoming ? _in : _out).TryDequeue(out _);

    /// <summary>What is on its way is lost.</summary>
    public void Break()
    {
        _in.Clear();
        _out.Clear();
    }

    /// <summary>Its process dies.</summary>
    public void Die()
    {
        Break();
        _held.Clear();
        IsAlive = false;
    }
}
