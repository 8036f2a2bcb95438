using ActorServe.Routing.Picking;
using ActorServe.Routing.Waiting;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Routing;

/// <summary>Every batch that a replica holds, by its number. Numbers are never used twice, so that an answer that comes too late finds nothing.</summary>
internal sealed class BatchesInFlight
{
    private readonly Dictionary<long, BatchInFlight> _batches = [];
    private long _lastId;

    public BatchInFlight Add(ReplicaSlot replica, WaitingRow[] rows)
    {
        var batch = new BatchInFlight(++_lastId, replica, rows);
        _batches.Add(batch.Id, batch);
        return batch;
    }

    public BatchInFlight? Find(BatchReply reply) =>
        _batches.TryGetValue(reply.BatchId, out var batch) && batch.Replica.Id == reply.Replica ? batch : null;

    public void RemoveIfAnswered(BatchInFlight batch)
    {
        if (batch.OpenRows == 0) _batches.Remove(batch.Id);
    }

    /// <summary>Moves what these replicas have not answered to <paramref name="rows"/>: what was sent first comes first.</summary>
    public void Close(List<ReplicaSlot> replicas, List<WaitingRow> rows)
    {
        if (replicas.Count == 0) return;

        foreach (var batch in _batches.Values.Where(batch => replicas.Contains(batch.Replica)).OrderBy(batch => batch.Id).ToList())
        {
            batch.CloseAll(rows);
            _batches.Remove(batch.Id);
        }
    }

    public void CloseAll(List<WaitingRow> rows)
    {
        foreach (var batch in _batches.Values) batch.CloseAll(rows);
        _batches.Clear();
    }

    public void Withdraw(Func<WaitingRow, bool> covers)
    {
        foreach (var batch in _batches.Values) batch.Withdraw(covers);
    }
}
