namespace ActorServe.Replica.Inference;

/// <summary>
/// The buffers of a model's runs, as many as were ever on at once. Those that are far larger than the last runs needed are let go.
/// </summary>
internal sealed class BufferPool(OnnxSession session) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Stack<RunBuffers> _free = new();
    private readonly RecentPeak _peak = new();

    /// <summary>Bytes that the buffers keep which no run has.</summary>
    public long KeptBytes
    {
        get
        {
            lock (_lock) return _free.Sum(buffers => buffers.KeptBytes);
        }
    }

    /// <summary>Buffers for one run.</summary>
    public RunBuffers Rent()
    {
        lock (_lock)
        {
            if (_free.TryPop(out var buffers)) return buffers;
        }

        return new RunBuffers(session);
    }

    /// <summary>The run is over, and nobody reads what it left in them.</summary>
    public void Return(RunBuffers buffers)
    {
        buffers.Clear();
        lock (_lock)
        {
            var isDue = _peak.Observe(buffers.TakePeak());
            if (buffers.KeptBytes > _peak.Worth) buffers.Dispose();
            else _free.Push(buffers);
            if (isDue) LetGo();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffers in _free) buffers.Dispose();
    }

    // Those at the bottom may not have been used for long.
    private void LetGo()
    {
        if (!_free.Any(buffers => buffers.KeptBytes > _peak.Worth)) return;
        var all = _free.Reverse().ToList();
        _free.Clear();
        foreach (var buffers in all)
        {
            if (buffers.KeptBytes > _peak.Worth) buffers.Dispose();
            else _free.Push(buffers);
        }
    }
}
