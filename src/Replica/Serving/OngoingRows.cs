using System.Collections.Immutable;
using ActorServe.Replica.Batching;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Replica.Serving;

/// <summary>
/// The rows that a replica took in and has not answered: who may send more, and whom an outcome goes to. Each row of each batch gets
/// exactly one terminal entry, rejected at once or by <see cref="Finish"/>. Owned by one actor.
/// </summary>
internal sealed class OngoingRows(ReplicaId replica, ModelVersion model, int capacity)
{
    private readonly RoomShares _shares = new();

    /// <summary>Rows taken in and not answered.</summary>
    public int Count => _shares.Ongoing;

    /// <summary>Rows that it holds at once. A smaller number takes effect as rows are answered.</summary>
    public int Capacity { get; set; } = capacity;

    /// <summary>It takes no more rows.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>It takes no more rows, and all that it had are answered.</summary>
    public bool IsDrained => IsDraining && Count == 0;

    /// <summary>Takes in the rows for which there is room, in order, and answers the others. A batch for another replica is rejected whole.</summary>
    public Admission Admit(InferBatch batch, IActorRef caller, TimeSpan now)
    {
        if (IsDraining || batch.Replica != replica) return new Admission([], Reject(batch, Enumerable.Range(0, batch.Rows.Length)));

        var records = new Room(this, caller, isRecord: true, now);
        var requests = new Room(this, caller, isRecord: false, now);
        var ongoing = new OngoingBatch(caller, batch.BatchId);
        var accepted = new List<AdmittedRow>(batch.Rows.Length);
        List<int>? rejected = null;
        for (var i = 0; i < batch.Rows.Length; i++)
        {
            var deadline = batch.Rows[i].TimeLeft is { } left ? now.Plus(left) : TimeSpan.MaxValue;
            var row = new AdmittedRow(batch.Rows[i], ongoing, i, deadline);
            if ((row.IsRecord ? records : requests).TryTake(accepted.Count)) accepted.Add(row);
            else (rejected ??= []).Add(i);
        }

        if (accepted.Count > 0) _shares.Take(caller, accepted.Count);
        return new Admission(accepted, rejected is null ? null : Reject(batch, rejected));
    }

    /// <summary>The first rows have their entries, one each in the same order; gives one reply for each batch that is among them.</summary>
    public IEnumerable<AddressedReply> Finish(IReadOnlyList<AdmittedRow> rows, IReadOnlyList<RowEntry> entries)
    {
        for (var first = 0; first < entries.Count;)
        {
            var batch = rows[first].Batch;
            var end = first + 1;
            while (end < entries.Count && ReferenceEquals(rows[end].Batch, batch)) end++;

            var builder = ImmutableArray.CreateBuilder<RowEntry>(end - first);
            for (var i = first; i < end; i++) builder.Add(entries[i] with { Row = rows[i].Index });
            _shares.Release(batch.Caller, end - first);
            first = end;
            yield return new AddressedReply(batch.Caller, new BatchReply(replica, batch.BatchId, model, builder.MoveToImmutable()));
        }
    }

    /// <summary>Rows that were taken in but not started go back to their callers, who may send them elsewhere.</summary>
    public IEnumerable<AddressedReply> Return(IReadOnlyList<AdmittedRow> rows) => Finish(rows, [.. rows.Select(_ => RowEntry.Rejected(0))]);

    /// <summary>Callers that were rejected and have room again; each is named once for any number of rejections.</summary>
    public IReadOnlyList<IActorRef> TakeCallersWithRoom(TimeSpan now) => _shares.TakeThoseWithRoom(Capacity, now);

    /// <summary>Takes no more rows. Nobody is told of room any more.</summary>
    public void Drain()
    {
        IsDraining = true;
        _shares.StopWaiting();
    }

    private BatchReply Reject(InferBatch batch, IEnumerable<int> rows) =>
        new(batch.Replica, batch.BatchId, model, [.. rows.Select(RowEntry.Rejected)]);

    /// <summary>One caller's room for one kind of row, looked up when the first such row is met.</summary>
    private sealed class Room(OngoingRows ongoing, IActorRef caller, bool isRecord, TimeSpan now)
    {
        private int? _room;
        private bool _isTurnedAway;

        /// <summary>Whether one more row fits, beside those of its batch that were taken.</summary>
        public bool TryTake(int taken)
        {
            if (_room is null)
            {
                if (!isRecord) ongoing._shares.SawRequest(now);
                _room = ongoing._shares.RoomFor(caller, isRecord, ongoing.Capacity, now);
            }

            if (taken < _room) return true;
            if (!_isTurnedAway) ongoing._shares.TurnAway(caller, isRecord, now);
            _isTurnedAway = true;
            return false;
        }
    }
}
