using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorServe.Gateway.Ingest;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Tests.Dispatch;

/// <summary>Hears what comes back to the thread that owns the consumer.</summary>
internal sealed class FakeIngest : IIngestControl
{
    public ConcurrentQueue<RowSource> Finished { get; } = [];

    public ConcurrentQueue<RowSource> WithdrawnRows { get; } = [];

    public ConcurrentQueue<RowSource> Halted { get; } = [];

    public void Finish(ImmutableArray<RowSource> rows)
    {
        foreach (var row in rows) Finished.Enqueue(row);
    }

    public void Withdrawn(ImmutableArray<RowSource> rows)
    {
        foreach (var row in rows) WithdrawnRows.Enqueue(row);
    }

    public void Halt(RowSource row, string reason) => Halted.Enqueue(row);
}
