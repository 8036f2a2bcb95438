using System.Collections.Immutable;
using ActorServe.Shared.Protocol;

namespace ActorServe.Routing.Tests;

/// <summary>Keeps what it is told, in order; asked from other threads too.</summary>
internal sealed class RecordingSink : IRowSink
{
    private readonly Lock _lock = new();
    private readonly List<RowOutcome> _outcomes = [];
    private readonly List<InferRow> _withdrawn = [];

    public ImmutableArray<RowOutcome> Outcomes
    {
        get
        {
            lock (_lock) return [.. _outcomes];
        }
    }

    public ImmutableArray<InferRow> WithdrawnRows
    {
        get
        {
            lock (_lock) return [.. _withdrawn];
        }
    }

    public int Calls { get; private set; }

    public void Settled(ImmutableArray<RowOutcome> outcomes)
    {
        lock (_lock)
        {
            Calls++;
            _outcomes.AddRange(outcomes);
        }
    }

    public void Withdrawn(ImmutableArray<InferRow> rows)
    {
        lock (_lock) _withdrawn.AddRange(rows);
    }
}
