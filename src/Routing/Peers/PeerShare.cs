namespace ActorServe.Routing.Peers;

/// <summary>One router's part of a <see cref="PeerBudget"/>. All of its state is the budget's, and under the budget's lock.</summary>
internal sealed class PeerShare(PeerBudget budget, Action wake)
{
    /// <summary>Bytes that it took and has not released.</summary>
    public long Outstanding { get; set; }

    /// <summary>Bytes for which it found no room; 0 where it wants nothing.</summary>
    public long Wanted { get; set; }

    /// <summary>It wants, and has not been told of room since.</summary>
    public bool IsAsleep { get; set; }

    /// <inheritdoc cref="PeerBudget.HasRoomFor"/>
    public bool HasRoomFor(long bytes) => budget.HasRoomFor(this, bytes);

    /// <inheritdoc cref="PeerBudget.TryTake"/>
    public bool TryTake(long bytes) => budget.TryTake(this, bytes);

    /// <inheritdoc cref="PeerBudget.Correct"/>
    public void Correct(long bytes) => budget.Correct(this, bytes);

    /// <summary>Rows were answered, or will not be.</summary>
    public void Release(long bytes)
    {
        if (bytes > 0) budget.Release(this, bytes);
    }

    /// <inheritdoc cref="PeerBudget.Want"/>
    public void Want(long bytes) => budget.Want(this, bytes);

    /// <summary>Its router or its process ends: all that it has is released.</summary>
    public void Close() => budget.Close(this);

    /// <summary>Tells its router of room.</summary>
    public void Wake() => wake();
}
