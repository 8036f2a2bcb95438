using System.Collections.Immutable;
using ActorServe.Routing.Picking;
using ActorServe.Routing.Waiting;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Routing.InFlight;

/// <summary>
/// Every batch that a replica holds, by its number. Numbers are never used twice, so that an answer that comes too late finds nothing;
/// questions are numbered with them, so that a number tells which batches were sent before a question.
/// </summary>
/// <param name="before">Numbers begin after this one. Another router of the same path, as after a restart, must begin elsewhere: it gets
/// answers to the first one's batches.</param>
internal sealed class BatchesInFlight(long before)
{
    private readonly Dictionary<long, BatchInFlight> _batches = [];

    /// <summary>The last number given.</summary>
    public long LastId { get; private set; } = before;

    public bool IsEmpty => _batches.Count == 0;

    /// <summary>A number for a question.</summary>
    public long NextId() => ++LastId;

    public BatchInFlight Add(ReplicaSlot replica, WaitingRow[] rows, TimeSpan now)
    {
        var batch = new BatchInFlight(NextId(), replica, rows, now);
        _batches.Add(batch.Id, batch);
        return batch;
    }

    public BatchInFlight? Find(BatchReply reply) =>
        _batches.TryGetValue(reply.BatchId, out var batch) && batch.Replica.Id == reply.Replica ? batch : null;

    /// <summary>Rows of the batch were closed.</summary>
    public void Closed(BatchInFlight batch)
    {
        batch.ReleaseBytes();
        if (batch.OpenRows == 0) _batches.Remove(batch.Id);
    }

    /// <summary>
    /// These replicas are no more. Moves what nobody else has to <paramref name="rows"/>: what was sent first comes first.
    /// </summary>
    public void Close(List<ReplicaSlot> replicas, List<WaitingRow> rows)
    {
        if (replicas.Count > 0) CloseExcept(Of(replicas.Contains), [], rows);
    }

    /// <summary>
    /// Everything that was sent to a replica before the question and is not in its answer was answered, or lost on the way.
    /// </summary>
    public void Close(ReplicaSlot replica, SyncReply reply, List<WaitingRow> rows)
    {
        var held = new Dictionary<long, ReadOnlyMemory<int>>();
        foreach (var batch in reply.Held) held[batch.BatchId] = batch.Rows.AsMemory();
        CloseExcept(Of(slot => ReferenceEquals(slot, replica)).Where(batch => batch.Id < reply.SyncId), held, rows);
    }

    public void CloseAll(List<WaitingRow> rows) => CloseExcept(Of(_ => true), [], rows);

    /// <summary>Copies rows of a replica that may still answer them to <paramref name="rows"/>: what was sent first comes first.</summary>
    public void Move(ReplicaSlot replica, Func<WaitingRow, bool> match, List<WaitingRow> rows)
    {
        foreach (var batch in Of(slot => ReferenceEquals(slot, replica))) batch.Move(match, rows);
    }

    /// <summary>Nobody waits for these rows any more. Gives those that replicas have, by batch.</summary>
    public IReadOnlyList<(BatchInFlight Batch, ImmutableArray<int> Rows)> Withdraw(Func<WaitingRow, bool> covers, bool isTold)
    {
        var withdrawn = new List<(BatchInFlight, ImmutableArray<int>)>();
        var rows = new List<int>();
        foreach (var batch in _batches.Values)
        {
            batch.Withdraw(covers, isTold, rows);
            if (rows.Count > 0) withdrawn.Add((batch, [.. rows]));
            rows.Clear();
        }

        return withdrawn;
    }

    /// <summary>Adds the replicas that have a batch for which this holds.</summary>
    public void FindReplicas(Func<BatchInFlight, bool> match, HashSet<ReplicaSlot> replicas)
    {
        foreach (var batch in _batches.Values)
        {
            if (match(batch)) replicas.Add(batch.Replica);
        }
    }

    /// <summary>Adds the rows that are not answered yet to the count of their lanes.</summary>
    public void CountOpen(Span<int> byLane)
    {
        foreach (var batch in _batches.Values) batch.CountOpen(byLane);
    }

    private void CloseExcept(IEnumerable<BatchInFlight> batches, Dictionary<long, ReadOnlyMemory<int>> held, List<WaitingRow> rows)
    {
        foreach (var batch in batches.ToList())
        {
            batch.CloseExcept(held.GetValueOrDefault(batch.Id).Span, rows);
            Closed(batch);
        }
    }

    private IEnumerable<BatchInFlight> Of(Func<ReplicaSlot, bool> match) =>
        _batches.Values.Where(batch => match(batch.Replica)).OrderBy(batch => batch.Id);
}
