namespace ActorServe.Routing.InFlight;

/// <summary>
/// What the copies of a row share that was moved while its first replica may still answer it: whichever ends first is the row's end.
/// </summary>
internal sealed class RowClaim
{
    public bool HasEnded { get; private set; }

    /// <summary>True once.</summary>
    public bool TryEnd()
    {
        if (HasEnded) return false;

        HasEnded = true;
        return true;
    }
}
