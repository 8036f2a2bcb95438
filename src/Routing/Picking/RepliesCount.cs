using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Routing.Picking;

/// <summary>
/// The bytes of all answers of one replica, and of how many it knows. It is told before so much has come that it may be waiting for a word.
/// </summary>
internal sealed class RepliesCount
{
    private long _received;
    private long _told;

    public void Add(BatchReply reply) => _received += reply.Bytes;

    /// <summary>True when it is time to tell the replica.</summary>
    public bool TryTell(out long received)
    {
        received = _received;
        if (_received - _told < LeastReplyBytes / 2) return false;

        _told = _received;
        return true;
    }
}
