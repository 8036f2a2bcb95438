using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorServe.Routing;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport;
using ActorServe.TestSupport.Kafka;
using Akka.Actor;

namespace ActorServe.ClusterTests.Nodes;

/// <summary>Numbered rows that a test sends through a router, and the outcome of each.</summary>
public sealed class NumberedRows : IRowSink
{
    private readonly ConcurrentDictionary<long, ImmutableList<RowOutcome>> _outcomes = new();
    private long _next;

    /// <summary>Rows submitted so far.</summary>
    public long Submitted => Volatile.Read(ref _next);

    /// <summary>Rows that have an outcome.</summary>
    public int Settled => _outcomes.Count;

    /// <summary>Rows that completed.</summary>
    public int Completed => _outcomes.Values.Count(o => o[0].Entry.Status == RowStatus.Completed);

    /// <summary>Outcomes beyond the first of their row.</summary>
    public int Duplicates => _outcomes.Values.Sum(o => o.Count - 1);

    /// <summary>All outcomes, in the order of the rows.</summary>
    public IEnumerable<RowOutcome> Outcomes => _outcomes.OrderBy(o => o.Key).SelectMany(o => o.Value);

    /// <summary>Submits so many more rows, each with its number as value, by the Kafka lane.</summary>
    public void Submit(IActorRef router, int count, Lane lane = Lane.Kafka)
    {
        var rows = Enumerable.Range(0, count).Select(_ => Row(Interlocked.Increment(ref _next) - 1)).ToImmutableArray();
        router.Tell(new RouterProtocol.Submit(lane, rows, this));
    }

    /// <summary>Waits until every row that was submitted has completed, exactly once.</summary>
    public Task AllCompletedAsync(TimeSpan? within = null) => Eventually.AssertAsync(
        () =>
        {
            Assert.Equal(Submitted, Settled);
            Assert.Equal(Submitted, Completed);
            Assert.Equal(0, Duplicates);
        },
        within);

    /// <inheritdoc/>
    void IRowSink.Settled(ImmutableArray<RowOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
            _outcomes.AddOrUpdate(outcome.Row.Source.Sequence, _ => [outcome], (_, before) => before.Add(outcome));
    }

    /// <inheritdoc/>
    void IRowSink.Withdrawn(ImmutableArray<InferRow> rows)
    {
    }

    private static InferRow Row(long number) => new()
    {
        Source = new RowSource(0, number, 1), Topic = "in", Offset = number, ContentType = "application/octet-stream",
        Value = TestTopics.Number(number),
    };
}
