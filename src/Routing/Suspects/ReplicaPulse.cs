namespace ActorServe.Routing.Suspects;

/// <summary>
/// What a router believes of one replica's being there: whether it is suspect, what it left unanswered, how long its batches take.
/// </summary>
internal sealed class ReplicaPulse
{
    private const int Smoothing = 8;

    private long _suspectAfter;
    private TimeSpan? _usual;

    /// <summary>It may be gone, and messages to it or from it may be lost. It gets nothing until it says what it holds.</summary>
    public bool IsSuspect { get; private set; }

    public TimeSpan SuspectSince { get; private set; }

    /// <summary>When it was last asked what it holds.</summary>
    public TimeSpan LastAsked { get; private set; } = TimeSpan.MinValue;

    /// <summary>Questions since its last answer to one.</summary>
    public int Unanswered { get; private set; }

    /// <summary>How long it usually takes until a batch is answered to its last row.</summary>
    public TimeSpan Usual => _usual ?? TimeSpan.Zero;

    /// <param name="lastId">The number of the last batch or question: an answer to one of these proves nothing any more.</param>
    /// <param name="now">The router's clock.</param>
    /// <returns>False where it is suspect already.</returns>
    public bool Suspect(long lastId, TimeSpan now)
    {
        if (IsSuspect) return false;

        (IsSuspect, SuspectSince, _suspectAfter) = (true, now, lastId);
        return true;
    }

    public void Asked(TimeSpan now)
    {
        LastAsked = now;
        Unanswered++;
    }

    public void Answered(long syncId)
    {
        Unanswered = 0;
        if (syncId > _suspectAfter) IsSuspect = false;
    }

    public void BatchEnded(TimeSpan took) => _usual = _usual is { } usual ? usual + ((took - usual) / Smoothing) : took;

    /// <summary>Whether it was not asked for so long.</summary>
    public bool MayBeAsked(TimeSpan now, TimeSpan pause) => LastAsked == TimeSpan.MinValue || now - LastAsked >= pause;
}
