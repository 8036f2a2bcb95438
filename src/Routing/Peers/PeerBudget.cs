namespace ActorServe.Routing.Peers;

/// <summary>
/// The bytes outstanding to one process, of all routers that send to it. Safe from any thread. While one of them wants for room, the others
/// get no more than an equal part, so that one deployment's backlog does not shut out another's.
/// </summary>
internal sealed class PeerBudget(long limit)
{
    private readonly Lock _lock = new();
    private readonly List<PeerShare> _shares = [];
    private long _outstanding;

    /// <summary>Bytes of all shares.</summary>
    public long Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>Routers that have a part of it.</summary>
    public int Shares
    {
        get
        {
            lock (_lock) return _shares.Count;
        }
    }

    /// <summary>A router's part of it.</summary>
    /// <param name="wake">Called from any thread when there is room for it again, once for each time that it wanted;
    /// must not block.</param>
    public PeerShare Open(Action wake)
    {
        var share = new PeerShare(this, wake);
        lock (_lock) _shares.Add(share);
        return share;
    }

    /// <summary>
    /// Takes them, where there is room. A batch that is larger than the whole budget goes when nothing else is outstanding.
    /// </summary>
    public bool TryTake(PeerShare share, long bytes)
    {
        lock (_lock)
        {
            if (!HasRoom(share, bytes)) return false;

            Add(share, bytes);
            return true;
        }
    }

    /// <summary>Takes more than was asked for, or gives some of it back.</summary>
    public void Correct(PeerShare share, long bytes)
    {
        if (bytes < 0) Release(share, -bytes);
        else lock (_lock) Add(share, bytes);
    }

    public void Release(PeerShare share, long bytes)
    {
        List<PeerShare>? woken = null;
        lock (_lock)
        {
            Add(share, -bytes);
            foreach (var other in _shares)
            {
                if (!ReferenceEquals(other, share) && other.IsAsleep && HasRoom(other, other.Wanted)) (woken ??= []).Add(other);
            }

            foreach (var other in woken ?? []) other.IsAsleep = false;
        }

        foreach (var other in woken ?? []) other.Wake();
    }

    /// <summary>The share could not take so much; 0 where it wants nothing.</summary>
    public void Want(PeerShare share, long bytes)
    {
        lock (_lock) (share.Wanted, share.IsAsleep) = (bytes, bytes > 0);
    }

    public void Close(PeerShare share)
    {
        lock (_lock) share.Wanted = 0;
        Release(share, share.Outstanding);
        lock (_lock) _shares.Remove(share);
    }

    public bool HasRoomFor(PeerShare share, long bytes)
    {
        lock (_lock) return HasRoom(share, bytes);
    }

    private bool HasRoom(PeerShare share, long bytes)
    {
        if (_outstanding == 0) return true;
        if (_outstanding + bytes > limit) return false;

        return share.Outstanding == 0
            || share.Outstanding + bytes <= limit / _shares.Count
            || !_shares.Exists(other => !ReferenceEquals(other, share) && other.Wanted > 0);
    }

    private void Add(PeerShare share, long bytes)
    {
        share.Outstanding += bytes;
        Volatile.Write(ref _outstanding, _outstanding + bytes);
    }
}
