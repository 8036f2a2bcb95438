namespace ActorServe.Gateway.Front.Requests;

/// <summary>
/// How much the door has in hand: requests and the bytes of their bodies and answers, each with a bound; and whether it takes more.
/// </summary>
internal sealed class RequestRoom(int maxRequests, long maxBytes)
{
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _requests;
    private long _bytes;
    private volatile bool _isClosed;

    /// <summary>No request is taken any more.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Requests in hand.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Bytes in hand.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Done when it is closed and nothing is in hand.</summary>
    public Task Idle => _idle.Task;

    /// <summary>Takes one more request, to be given back by <see cref="Leave"/>, or none where it is closed or full.</summary>
    public bool TryEnter()
    {
        // Counted before it looks whether it is closed: else one that entered meanwhile would not be waited for.
        if (Interlocked.Increment(ref _requests) <= maxRequests && !_isClosed) return true;

        Leave(0);
        return false;
    }

    /// <summary>Takes more bytes for a request that has entered.</summary>
    public bool TryHold(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= maxBytes) return true;

        Interlocked.Add(ref _bytes, -bytes);
        return false;
    }

    /// <summary>Gives back a request and all bytes that it held.</summary>
    public void Leave(long bytes)
    {
        Interlocked.Add(ref _bytes, -bytes);
        if (Interlocked.Decrement(ref _requests) == 0 && _isClosed) _idle.TrySetResult();
    }

    /// <summary>Takes no more requests.</summary>
    public void Close()
    {
        _isClosed = true;
        // A full fence: the count must not be read before others can see that it is closed.
        if (Interlocked.CompareExchange(ref _requests, 0, 0) == 0) _idle.TrySetResult();
    }
}
