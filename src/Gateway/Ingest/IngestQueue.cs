using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Ingest;

/// <summary>What the thread that owns the consumer is told: one of the cases below, and no other.</summary>
internal abstract record Inbound
{
    private Inbound()
    {
    }

    /// <summary>Rows are done.</summary>
    /// <param name="Rows">The rows.</param>
    /// <param name="At">When they were, by the run's clock: the thread may hear of it some time later.</param>
    internal sealed record Finished(ImmutableArray<RowSource> Rows, uint At) : Inbound;

    /// <summary>Rows came back.</summary>
    internal sealed record Withdrawn(ImmutableArray<RowSource> Rows) : Inbound;

    /// <summary>A row stops its partition.</summary>
    internal sealed record Halted(RowSource Row, string Reason) : Inbound;

    /// <summary>Read nothing more, and end when everything is done.</summary>
    internal sealed record Drain : Inbound;

    /// <summary>End now.</summary>
    internal sealed record Stop : Inbound;
}

/// <summary>The way to the thread that owns the consumer: many writers that never block, one reader that may wait.</summary>
internal sealed class IngestQueue
{
    private readonly ConcurrentQueue<Inbound> _entries = new();
    private readonly object _gate = new();
    private volatile bool _isWaiting;
    private int _demand;

    /// <summary>Whether the stream has asked for a batch.</summary>
    public bool HasDemand => Volatile.Read(ref _demand) != 0;

    /// <summary>Tells the thread something.</summary>
    public void Add(Inbound entry)
    {
        _entries.Enqueue(entry);
        Wake();
    }

    /// <summary>The stream asks for one batch.</summary>
    public void Ask()
    {
        Volatile.Write(ref _demand, 1);
        Wake();
    }

    /// <summary>The batch that was asked for is on its way.</summary>
    public void Answer() => Volatile.Write(ref _demand, 0);

    /// <summary>The oldest entry. For the reader.</summary>
    public bool TryTake([NotNullWhen(true)] out Inbound? entry) => _entries.TryDequeue(out entry);

    /// <summary>Waits until there is an entry, a new demand, or the time is over. For the reader.</summary>
    public void Wait(TimeSpan timeout, bool forDemand)
    {
        lock (_gate)
        {
            _isWaiting = true;
            // Full fences here and in Wake: either the writer sees that someone waits, or the reader sees what was written.
            Interlocked.MemoryBarrier();
            if (_entries.IsEmpty && !(forDemand && HasDemand)) Monitor.Wait(_gate, timeout);
            _isWaiting = false;
        }
    }

    private void Wake()
    {
        Interlocked.MemoryBarrier();
        if (!_isWaiting) return;
        lock (_gate) Monitor.Pulse(_gate);
    }
}
