using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Replica.Serving;

/// <summary>An answer that is ready, and the batch whose rows it is of.</summary>
internal readonly record struct ReadyReply(OngoingBatch Batch, BatchReply Reply);

/// <summary>
/// The answers on their way to one caller in another process, bounded in bytes, because remoting's queue is not: what does not fit waits
/// here until the caller says that answers came.
/// </summary>
internal sealed class ReplyBudget(ReplyShare share)
{
    private readonly Queue<ReadyReply> _waiting = new();
    private long _onTheirWay;
    private long _received;

    /// <summary>
    /// Whether the answer may go now, and so is on its way. One that is larger than the whole bound goes alone, or behind what the caller
    /// tells nothing of.
    /// </summary>
    public bool TrySend(in ReadyReply ready)
    {
        if (_waiting.Count > 0 || !HasRoomFor(ready.Reply.Bytes))
        {
            _waiting.Enqueue(ready);
            return false;
        }

        Sent(ready.Reply);
        return true;
    }

    /// <summary>An answer is on its way, room or not.</summary>
    public void Sent(BatchReply reply) => _onTheirWay += reply.Bytes;

    /// <summary>The caller says how much it ever received; it begins anew when it was restarted.</summary>
    public void Received(long bytes)
    {
        var more = bytes >= _received ? bytes - _received : bytes;
        _received = bytes;
        _onTheirWay = Math.Max(0, _onTheirWay - more);
    }

    /// <summary>Nothing is on its way any more: what did not come is lost.</summary>
    public void Forget() => _onTheirWay = 0;

    /// <summary>Answers that waited and are on their way now.</summary>
    public IEnumerable<ReadyReply> TakeThoseThatFit()
    {
        while (_waiting.TryPeek(out var next) && HasRoomFor(next.Reply.Bytes))
        {
            Sent(_waiting.Dequeue().Reply);
            yield return next;
        }
    }

    /// <summary>All answers that wait: nobody wants them.</summary>
    public IReadOnlyList<ReadyReply> Clear()
    {
        ReadyReply[] dropped = [.. _waiting];
        _waiting.Clear();
        return dropped;
    }

    private bool HasRoomFor(long bytes) => _onTheirWay <= share.Untold || _onTheirWay + bytes <= share.Bytes;
}
