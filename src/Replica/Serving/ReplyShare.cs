using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Replica.Serving;

/// <summary>
/// What one of the replicas of a node may have on its way to one caller: they share the association to it, and so what its queue may hold.
/// One for a node, read by each of its replicas' actors.
/// </summary>
/// <param name="all">Bytes of all of them together.</param>
/// <param name="least">Bytes that each has, however many they are. A caller tells when it received half of it.</param>
internal sealed class ReplyShare(long all = MaxReplyBytes, long least = LeastReplyBytes)
{
    private int _replicas;

    /// <summary>Bytes of one of them.</summary>
    public long Bytes => Math.Max(least, all / Math.Max(1, Volatile.Read(ref _replicas)));

    /// <summary>What a caller may have received without telling: no word of it need ever come.</summary>
    public long Untold => least / 2;

    /// <summary>There is one replica more.</summary>
    public void Join() => Interlocked.Increment(ref _replicas);

    /// <summary>There is one replica less.</summary>
    public void Leave() => Interlocked.Decrement(ref _replicas);
}
