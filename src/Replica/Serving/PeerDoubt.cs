using Akka.Actor;

namespace ActorServe.Replica.Serving;

/// <summary>
/// Asks an actor of another process whether it is there. A death watch cannot tell where a whole address was taken out of the cluster: it
/// takes all actors of the address for ended, also those of the process that has the address by now.
/// </summary>
internal static class PeerDoubt
{
    private const string Question = "still-there";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>Has <paramref name="self"/> hear one <see cref="PeerKnown"/>; no answer is one too.</summary>
    public static void Ask(IActorRef peer, IActorRef self) => peer.Ask<ActorIdentity>(new Identify(Question), _patience).PipeTo(
        self,
        success: identity => new PeerKnown(peer, identity.Subject is not null),
        failure: _ => new PeerKnown(peer, false));
}

/// <summary>Whether an actor of another process is there.</summary>
internal sealed record PeerKnown(IActorRef Peer, bool IsThere) : INoSerializationVerificationNeeded;
