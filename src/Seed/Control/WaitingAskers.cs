using Akka.Actor;

namespace ActorServe.Seed.Control;

/// <summary>
/// Who asked for what is not known yet. Where too many wait, the one that waits longest is forgotten: it has given up, or soon will.
/// </summary>
internal sealed class WaitingAskers
{
    private const int Most = 256;

    private readonly Queue<IActorRef> _askers = [];

    /// <summary>One more waits.</summary>
    public void Add(IActorRef asker)
    {
        if (_askers.Count == Most) _askers.Dequeue();
        _askers.Enqueue(asker);
    }

    /// <summary>All are answered, and none waits any more.</summary>
    public void Answer(object answer)
    {
        while (_askers.TryDequeue(out var asker)) asker.Tell(answer);
    }
}
