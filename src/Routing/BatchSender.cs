using System.Runtime.InteropServices;
using ActorServe.Routing.InFlight;
using ActorServe.Routing.Picking;
using ActorServe.Routing.Waiting;
using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Routing;

/// <summary>Cuts what waits into batches, each for a replica that has room and whose process's budget has.</summary>
internal sealed class BatchSender(
    RouterOptions options, IWaitingRows waiting, IReplicaPicker picker, ReplicaTable replicas, BatchesInFlight inFlight)
{
    private readonly List<WaitingRow> _rows = [];

    public void Send(RouterOutput output, TimeSpan now)
    {
        var share = FairShare(now);
        while (waiting.Rows > 0 && picker.Pick(replicas.Slots, Demand(now)) is { } replica)
        {
            // Another router may have taken the room between the look and here: then nobody else has it either, or the next turn finds
            // them.
            if (replica.Peer?.TryTake(options.MaxBatchBytes) == false) continue;

            output.Sends.Add((replica, NextBatch(replica, Math.Max(share, replica.QuarterRows), now)));
        }

        SayWhatIsWanted(now);
    }

    /// <summary>
    /// A burst that one replica has room for would wait there while others idle: each gets its part, but none a frame of less than a
    /// quarter of its room while more waits.
    /// </summary>
    private int FairShare(TimeSpan now)
    {
        var demand = Demand(now);
        var open = 0;
        foreach (var replica in replicas.Slots) open += replica.HasRoomFor(demand) ? 1 : 0;
        return open == 0 ? 0 : (demand.Rows + open - 1) / open;
    }

    private InferBatch NextBatch(ReplicaSlot replica, int most, TimeSpan now)
    {
        _rows.Clear();
        waiting.Take(Math.Min(replica.FreeRows, most), options.MaxBatchBytes, replica.IsClosedToKafka(now), _rows);
        var (rows, bytes) = (new InferRow[_rows.Count], 0L);
        for (var index = 0; index < rows.Length; index++)
        {
            var next = _rows[index];
            bytes += next.Bytes;
            // The time left counts from the send: what the row waited here is over.
            rows[index] = next.HasDeadline ? next.Row with { TimeLeft = next.Deadline - now } : next.Row;
        }

        replica.Peer?.Correct(bytes - options.MaxBatchBytes);
        var batch = inFlight.Add(replica, [.. _rows], now);
        return new InferBatch(replica.Id, batch.Id, ImmutableCollectionsMarshal.AsImmutableArray(rows));
    }

    /// <summary>Routers that lack nothing but bytes are told when there are some, and are left a part by the others.</summary>
    private void SayWhatIsWanted(TimeSpan now)
    {
        var demand = Demand(now);
        foreach (var replica in replicas.Slots) replica.Peer?.Want(replica.LacksBudget(demand) ? options.MaxBatchBytes : 0);
    }

    private Demand Demand(TimeSpan now) => new(waiting.Rows, waiting.RequestRows, now) { FrameBytes = options.MaxBatchBytes };
}
