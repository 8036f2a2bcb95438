using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ActorServe.Routing.Picking;
using ActorServe.Routing.Waiting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.DirectoryProtocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Routing;

/// <summary>
/// The rules of a router. A row waits, or one replica holds it, or it has had its one outcome or went back to its sink: nothing else. Each
/// method takes one message in and returns what it leads to.
/// </summary>
internal sealed class RouterState(
    DeploymentId deployment, RouterOptions options, IWaitingRows waiting, IReplicaPicker picker, TimeProvider time)
{
    private readonly ReplicaTable _replicas = new(deployment);
    private readonly BatchesInFlight _inFlight = new();
    private readonly List<WaitingRow> _scratch = [];
    private readonly long _start = time.GetTimestamp();

    /// <summary>Rows that wait: while there are any, <see cref="LookAgain"/> must be called from time to time.</summary>
    public int QueuedRows => waiting.Rows;

    public RouterStatus Status()
    {
        var (ongoing, serving) = (0, 0);
        foreach (var replica in _replicas.Slots)
        {
            ongoing += replica.OngoingRows;
            if (replica.TakesRows) serving++;
        }

        return new RouterStatus(waiting.Rows, ongoing, serving);
    }

    public RouterOutput Submit(RouterProtocol.Submit submit)
    {
        var output = new RouterOutput();
        var now = Now();
        foreach (var row in submit.Rows)
        {
            var added = new WaitingRow(row, submit.Sink, submit.Lane, row.Bytes, Deadline(row, now)) { RunsAtMostOnce = submit.RunsAtMostOnce };
            if (!waiting.TryAdd(added, submit.MaxQueuedRows)) output.Fail(added, FailureKind.Overload, $"Too many requests wait for {deployment}.");
        }

        return Send(output, now);
    }

    /// <summary>What a replica holds is left to it; should it not answer a row, the sink gets that row back instead of another replica.</summary>
    public RouterOutput Withdraw(Func<WaitingRow, bool> covers)
    {
        var output = new RouterOutput();
        _scratch.Clear();
        waiting.Withdraw(covers, _scratch);
        foreach (var row in _scratch) output.Withdraw(row);
        _inFlight.Withdraw(covers);
        return output;
    }

    public RouterOutput Answered(BatchReply reply)
    {
        var output = new RouterOutput();
        var now = Now();
        if (_inFlight.Find(reply) is { } batch)
        {
            Settle(batch, reply, output);
            if (_scratch.Count > 0) Rejected(batch.Replica, now);
            SendAgain(output);
            _inFlight.RemoveIfAnswered(batch);
        }

        return Send(output, now);
    }

    public RouterOutput HasRoom(RoomAgain news)
    {
        _replicas.Find(news.Replica)?.Open();
        return Send(new RouterOutput(), Now());
    }

    public RouterOutput Learn(ReplicasSnapshot snapshot) => Lose(_replicas.Learn(snapshot), new RouterOutput());

    public RouterOutput Learn(ReplicasChanged change)
    {
        var lost = new List<ReplicaSlot>();
        var output = new RouterOutput { NeedsSnapshot = !_replicas.TryLearn(change, lost) };
        return Lose(lost, output);
    }

    public RouterOutput Forget(string address) => Lose(_replicas.Forget(address), new RouterOutput());

    /// <summary>Time alone changes two things: rows expire, and a replica that rejected rows is tried again though it said nothing.</summary>
    public RouterOutput LookAgain() => Send(new RouterOutput(), Now());

    /// <summary>The router ends: every row that it has fails as overload, which no attempt is counted for.</summary>
    public RouterOutput Close()
    {
        var output = new RouterOutput();
        _scratch.Clear();
        _inFlight.CloseAll(_scratch);
        waiting.Clear(_scratch);
        foreach (var row in _scratch) output.Fail(row, FailureKind.Overload, $"The router of {deployment} stopped.");
        return output;
    }

    /// <summary>Leaves the rows that were rejected in the scratch list.</summary>
    private void Settle(BatchInFlight batch, BatchReply reply, RouterOutput output)
    {
        _scratch.Clear();
        foreach (ref readonly var entry in reply.Entries.AsSpan())
        {
            if (!batch.TryClose(entry.Row, out var row)) continue;

            if (entry.Status == RowStatus.Rejected) _scratch.Add(row);
            else output.Settle(row, entry, reply.Model, reply.Entries.Length);
        }
    }

    private void Rejected(ReplicaSlot replica, TimeSpan now) =>
        replica.Close(_scratch.TrueForAll(row => row.Lane == Lane.Kafka), now + options.RejectionPause);

    private RouterOutput Lose(List<ReplicaSlot> lost, RouterOutput output)
    {
        _scratch.Clear();
        _inFlight.Close(lost, _scratch);
        FailWhatRunsOnce(output);
        SendAgain(output);
        return Send(output, Now());
    }

    /// <summary>Of the rows in the scratch list, which a replica may have started.</summary>
    private void FailWhatRunsOnce(RouterOutput output)
    {
        foreach (var row in _scratch)
        {
            if (row is { RunsAtMostOnce: true, IsWithdrawn: false })
                output.Fail(row, FailureKind.Overload, "The replica that had the request was lost, and may have started it.");
        }

        _scratch.RemoveAll(row => row is { RunsAtMostOnce: true, IsWithdrawn: false });
    }

    /// <summary>The rows in the scratch list go ahead of new ones, except those that their sinks asked for meanwhile.</summary>
    private void SendAgain(RouterOutput output)
    {
        foreach (var row in _scratch)
        {
            if (row.IsWithdrawn) output.Withdraw(row);
        }

        _scratch.RemoveAll(row => row.IsWithdrawn);
        waiting.Return(CollectionsMarshal.AsSpan(_scratch));
    }

    private RouterOutput Send(RouterOutput output, TimeSpan now)
    {
        _scratch.Clear();
        waiting.Expire(now, _scratch);
        foreach (var row in _scratch) output.Fail(row, FailureKind.Timeout, "The request's time was over before a replica had room.");

        var share = FairShare(now);
        while (waiting.Rows > 0)
        {
            var demand = new Demand(waiting.Rows, waiting.RequestRows, now);
            if (picker.Pick(_replicas.Slots, demand) is not { } replica) break;

            output.Sends.Add((replica, NextBatch(replica, Math.Max(share, replica.QuarterRows), now)));
        }

        return output;
    }

    /// <summary>
    /// A burst that one replica has room for would wait there while others idle: each gets its part, but none a frame of less than a
    /// quarter of its room while more waits.
    /// </summary>
    private int FairShare(TimeSpan now)
    {
        var demand = new Demand(waiting.Rows, waiting.RequestRows, now);
        var open = 0;
        foreach (var replica in _replicas.Slots) open += replica.HasRoomFor(demand) ? 1 : 0;
        return open == 0 ? 0 : (demand.Rows + open - 1) / open;
    }

    private InferBatch NextBatch(ReplicaSlot replica, int most, TimeSpan now)
    {
        _scratch.Clear();
        waiting.Take(Math.Min(replica.FreeRows, most), options.MaxBatchBytes, replica.IsClosedToKafka(now), _scratch);
        return Fly(replica, now);
    }

    /// <summary>The rows in the scratch list become a batch that the replica holds.</summary>
    private InferBatch Fly(ReplicaSlot replica, TimeSpan now)
    {
        var rows = new InferRow[_scratch.Count];
        for (var index = 0; index < rows.Length; index++)
        {
            var next = _scratch[index];
            // The time left counts from the send: what the row waited here is over.
            rows[index] = next.HasDeadline ? next.Row with { TimeLeft = next.Deadline - now } : next.Row;
        }

        var batch = _inFlight.Add(replica, [.. _scratch]);
        return new InferBatch(replica.Id, batch.Id, ImmutableCollectionsMarshal.AsImmutableArray(rows));
    }

    /// <summary>A time left beyond what a clock can count is none.</summary>
    private static TimeSpan Deadline(InferRow row, TimeSpan now) =>
        row.TimeLeft is { } left && left < TimeSpan.MaxValue - now ? now + left : TimeSpan.MaxValue;

    private TimeSpan Now() => time.GetElapsedTime(_start);
}
