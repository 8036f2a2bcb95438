using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Routing.Picking;

/// <summary>The bytes of all answers of one replica, and of how many it knows. It is told once a quarter of what it may send has come.</summary>
internal sealed class RepliesCount
{
    private long _received;
    private long _told;

    public void Add(BatchReply reply) => _received += reply.Bytes;

    /// <summary>True when it is time to tell the replica.</summary>
    public bool TryTell(out long received)
    {
        received = _received;
        if (_received - _told < MaxReplyBytes / 4) return false;

        _told = _received;
        return true;
    }
}
