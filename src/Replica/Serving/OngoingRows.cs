using System.Collections.Immutable;
using System.Diagnostics;
using ActorServe.Replica.Batching;
using ActorServe.Replica.Tracing;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Wire;
using Akka.Actor;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Replica.Serving;

/// <summary>
/// The rows that a replica took in and has not answered: who may send more, and whom an outcome goes to. Each row of each batch gets
/// exactly one terminal entry, rejected at once or by <see cref="Finish"/>. A row is ongoing until its answer is sent: one that waits for
/// room on the way to its caller keeps its room here. Owned by one actor.
/// </summary>
internal sealed class OngoingRows(ReplicaId replica, ModelVersion model, int capacity, ReplyShare replies)
{
    private const int FrameBytes = 256 << 10;

    private readonly RoomShares _shares = new();
    private readonly Callers _callers = new(replies);
    private readonly HashSet<Activity> _spans = [];

    /// <summary>Whose they are.</summary>
    public ReplicaId Replica => replica;

    /// <summary>Rows taken in whose answers were not sent.</summary>
    public int Count => _shares.Ongoing;

    /// <summary>Rows that it holds at once. A smaller number takes effect as rows are answered.</summary>
    public int Capacity { get; set; } = capacity;

    /// <summary>It takes no more rows.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>It takes no more rows, and all that it had are answered.</summary>
    public bool IsDrained => IsDraining && Count == 0;

    /// <summary>
    /// Takes in the rows for which there is room, in order, and answers the others. A batch for another replica is rejected whole.
    /// </summary>
    public Admission Admit(InferBatch batch, IActorRef caller, TimeSpan now)
    {
        if (IsDraining || batch.Replica != replica) return new Admission([], Reject(batch, Enumerable.Range(0, batch.Rows.Length), caller));

        var records = new Room(this, caller, isRecord: true, now);
        var requests = new Room(this, caller, isRecord: false, now);
        var ongoing = new OngoingBatch(caller, batch.BatchId, batch.Rows.Length);
        var accepted = new List<AdmittedRow>(batch.Rows.Length);
        List<int>? rejected = null;
        for (var i = 0; i < batch.Rows.Length; i++)
        {
            var deadline = batch.Rows[i].TimeLeft is { } left ? now.Plus(left) : TimeSpan.MaxValue;
            var row = new AdmittedRow(batch.Rows[i], ongoing, i, deadline);
            if ((row.IsRecord ? records : requests).TryTake(accepted.Count))
                accepted.Add(row.Row.Trace is null ? row : row with { Span = BeginSpan(row.Row) });
            else (rejected ??= []).Add(i);
        }

        if (accepted.Count > 0) Take(ongoing, accepted);
        return new Admission(accepted, rejected is null ? null : Reject(batch, rejected, caller));
    }

    /// <summary>
    /// The first rows have their entries, one each in the same order; gives one reply for each batch that is among them, where its caller
    /// may have it now.
    /// </summary>
    public IEnumerable<AddressedReply> Finish(IReadOnlyList<AdmittedRow> rows, IReadOnlyList<RowEntry> entries)
    {
        for (var first = 0; first < entries.Count;)
        {
            var batch = rows[first].Batch;
            var end = EndOfReply(rows, entries, first);
            var builder = ImmutableArray.CreateBuilder<RowEntry>(end - first);
            for (var i = first; i < end; i++)
            {
                var entry = Carried(entries[i], batch.Caller) with { Row = rows[i].Index };
                if (rows[i].Span is { } span) EndSpan(span, entry);
                builder.Add(entry);
            }

            first = end;
            var ready = new ReadyReply(batch, new BatchReply(replica, batch.BatchId, model, builder.MoveToImmutable()));
            if (_callers.BudgetOf(batch.Caller) is not { } budget || budget.TrySend(ready)) yield return Send(ready);
        }
    }

    /// <summary>The caller says that answers came. Gives those that waited for that.</summary>
    public IEnumerable<AddressedReply> Received(RepliesReceived receipt, IActorRef caller)
    {
        if (receipt.Replica != replica || _callers.BudgetOf(caller) is not { } budget) return [];
        budget.Received(receipt.Bytes);
        return budget.TakeThoseThatFit().Select(ready => Send(ready));
    }

    /// <summary>
    /// What a caller asked for. Gives the answers that waited until what was on its way to the caller came, or was lost: they go before it.
    /// </summary>
    public (IReadOnlyList<AddressedReply> Before, SyncReply Reply) Answer(Sync sync, IActorRef caller)
    {
        if (sync.Replica != replica) return ([], new SyncReply(replica, sync.SyncId, []));
        var budget = _callers.BudgetOf(caller);
        budget?.Forget();
        List<AddressedReply> before = [.. budget?.TakeThoseThatFit().Select(ready => Send(ready)) ?? []];
        return (before, new SyncReply(replica, sync.SyncId, _callers.HeldOf(caller)));
    }

    /// <summary>A caller ended: nobody waits for its answers.</summary>
    public void Forget(IActorRef caller)
    {
        foreach (var dropped in _callers.Remove(caller)) Send(dropped);
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

    /// <summary>The replica has stopped: what has no entry gets none here.</summary>
    public void Abandon()
    {
        foreach (var span in _spans) RowSpans.Abandon(span);
        _spans.Clear();
    }

    /// <summary>A reply is of one batch, and to another process no larger than a frame should be.</summary>
    private static int EndOfReply(IReadOnlyList<AdmittedRow> rows, IReadOnlyList<RowEntry> entries, int first)
    {
        var (batch, bytes) = (rows[first].Batch, entries[first].MostWireBytes);
        var isLocal = Callers.IsLocal(batch.Caller);
        var end = first + 1;
        while (end < entries.Count && ReferenceEquals(rows[end].Batch, batch)
            && (isLocal || (bytes += entries[end].MostWireBytes) <= FrameBytes))
            end++;
        return end;
    }

    /// <summary>What no frame carries would be lost on its way, and the row run again for ever.</summary>
    private static RowEntry Carried(in RowEntry entry, IActorRef caller) =>
        entry.MostWireBytes is var bytes && (bytes <= WireLimits.MaxRowBytes || Callers.IsLocal(caller))
            ? entry
            : RowEntry.Failed(
                0, FailureKind.ModelError, $"The outputs have {bytes} bytes, more than the {WireLimits.MaxRowBytes} that can be answered.");

    private void Take(OngoingBatch batch, List<AdmittedRow> rows)
    {
        _shares.Take(batch.Caller, rows.Count);
        foreach (var row in rows) batch.Open(row.Index);
        _callers.Add(batch);
    }

    private Activity? BeginSpan(InferRow row)
    {
        var span = RowSpans.Begin(row, replica);
        if (span is not null) _spans.Add(span);
        return span;
    }

    private void EndSpan(Activity span, in RowEntry entry)
    {
        _spans.Remove(span);
        RowSpans.End(span, entry);
    }

    private AddressedReply Send(in ReadyReply ready)
    {
        _shares.Release(ready.Batch.Caller, ready.Reply.Entries.Length);
        _callers.Close(ready);
        return new AddressedReply(ready.Batch.Caller, ready.Reply);
    }

    /// <summary>Sent at once, room or not: the caller should send its rows elsewhere.</summary>
    private BatchReply Reject(InferBatch batch, IEnumerable<int> rows, IActorRef caller)
    {
        var reply = new BatchReply(batch.Replica, batch.BatchId, model, [.. rows.Select(RowEntry.Rejected)]);
        if (batch.Replica == replica) _callers.BudgetOf(caller)?.Sent(reply);
        return reply;
    }

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
