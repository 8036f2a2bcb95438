using ActorServe.Routing.Picking;
using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Routing.InFlight;

/// <summary>
/// What an answer of a replica leads to: rows end, or come back; an entry of a row that has ended only corrects the replica's count.
/// </summary>
internal sealed class ReplyRules(RouterOptions options, ReplicaTable replicas, BatchesInFlight inFlight, ReturnedRows returned)
{
    public void Take(BatchReply reply, RouterOutput output, TimeSpan now)
    {
        Count(reply, output);
        if (inFlight.Find(reply) is not { } batch) return;

        if (Settle(batch, reply, output) is { } onlyRecords) batch.Replica.Close(onlyRecords, now + options.RejectionPause);
        inFlight.Closed(batch);
        if (batch.OpenRows == 0) batch.Replica.Pulse.BatchEnded(now - batch.Sent);
        returned.Send(output);
    }

    /// <summary>Answers that come too late count too: they were on their way.</summary>
    private void Count(BatchReply reply, RouterOutput output)
    {
        if (replicas.Find(reply.Replica) is not { Peer: not null } replica) return;

        replica.Replies.Add(reply);
        if (replica.Replies.TryTell(out var received)) output.Receipts.Add((replica, new RepliesReceived(replica.Id, received)));
    }

    /// <returns>Null where it rejected no row, else whether all that it rejected were records.</returns>
    private bool? Settle(BatchInFlight batch, BatchReply reply, RouterOutput output)
    {
        var (copyEnds, onlyRecords) = (false, default(bool?));
        foreach (ref readonly var entry in reply.Entries.AsSpan())
        {
            if (!batch.TryClose(entry.Row, out var row)) continue;

            if (entry.Status == RowStatus.Rejected)
            {
                // What was asked back comes because it was, and says nothing of the replica's room.
                if (!row.IsAskedBack) onlyRecords = onlyRecords != false && row.Lane == Lane.Kafka;
                // Of a row that was moved another copy counts, and goes its own way.
                if (!row.IsMoved) returned.Rows.Add(row);
                continue;
            }

            copyEnds |= row is { IsMoved: true, HasEnded: false };
            output.Settle(row, entry, reply.Model, reply.Entries.Length);
        }

        if (copyEnds) returned.DropEnded();
        return onlyRecords;
    }
}
