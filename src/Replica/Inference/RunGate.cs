namespace ActorServe.Replica.Inference;

/// <summary>
/// Lets runs in until it is closed, and tells when the last of them is out: a session that is disposed while it runs takes the process
/// with it.
/// </summary>
internal sealed class RunGate
{
    private const int Closed = int.MinValue;

    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The runs that are on, and the top bit once it is closed.
    private int _state;

    /// <summary>A run begins; <see cref="Exit"/> must follow. False once the gate is closed.</summary>
    public bool TryEnter()
    {
        var state = Volatile.Read(ref _state);
        while (state >= 0)
        {
            var seen = Interlocked.CompareExchange(ref _state, state + 1, state);
            if (seen == state) return true;
            state = seen;
        }

        return false;
    }

    /// <summary>A run is over.</summary>
    public void Exit()
    {
        if (Interlocked.Decrement(ref _state) == Closed) _empty.TrySetResult();
    }

    /// <summary>Lets nobody in any more; completes when nobody is in.</summary>
    public Task CloseAsync()
    {
        if ((Interlocked.Or(ref _state, Closed) & ~Closed) == 0) _empty.TrySetResult();
        return _empty.Task;
    }
}
