namespace ActorServe.Replica.Inference;

/// <summary>
/// Lets runs in until it is closed, and tells when the last of them is out: a session that is disposed while it runs takes the process
/// with it.
/// </summary>
internal sealed class RunGate
{
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _runs;
    private bool _isClosed;

    /// <summary>A run begins; <see cref="Exit"/> must follow. False once the gate is closed.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_isClosed) return false;
            _runs++;
            return true;
        }
    }

    /// <summary>A run is over.</summary>
    public void Exit()
    {
        lock (_lock)
        {
            _runs--;
            if (_isClosed && _runs == 0) _empty.TrySetResult();
        }
    }

    /// <summary>Lets nobody in any more; completes when nobody is in.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            if (_runs == 0) _empty.TrySetResult();
        }

        return _empty.Task;
    }
}
