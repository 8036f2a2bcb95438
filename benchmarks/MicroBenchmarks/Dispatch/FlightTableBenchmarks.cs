using System.Collections.Immutable;
using ActorServe.Gateway.Dispatch;
using ActorServe.Routing;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using BenchmarkDotNet.Attributes;

namespace ActorServe.MicroBenchmarks.Dispatch;

/// <summary>What Dispatch adds to a row: from its arrival to its outcome, through a table that already holds a window of others.</summary>
[MemoryDiagnoser]
public class FlightTableBenchmarks
{
    private const int Window = 1_024;
    private const int Partitions = 8;

    private readonly byte[][] _keys = [.. Enumerable.Range(0, 1_000).Select(i => BitConverter.GetBytes(i))];
    private readonly ModelVersion _model = new("echo", "1");
    private readonly Queue<ImmutableArray<RowOutcome>> _atReplicas = [];
    private readonly Queue<ImmutableArray<InferRow>> _spare = [];
    private readonly long[] _next = new long[Partitions];
    private FlightTable _table = null!;

    /// <summary>The order asked for.</summary>
    [Params(Ordering.Partition, Ordering.Key, Ordering.None)]
    public Ordering Ordering { get; set; }

    /// <summary>Rows that come and go together.</summary>
    [Params(128, 1_024)]
    public int BatchRows { get; set; }

    /// <summary>Fills the table, once it knows how large outcomes are.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _table = new FlightTable(new FlightRules { Ordering = Ordering }, new Random(1));
        for (AddBatch(NewBatch()); _table.Rows > 0; Outcomes())
        {
            _table.Settle(_atReplicas.Dequeue(), TimeSpan.Zero);
            _table.TakeOutcomes(4_096);
        }

        _atReplicas.Clear();
        while (_table.Rows < Window) AddBatch(NewBatch());
    }

    /// <summary>Rows are made beside the measurement: making them is Ingest's.</summary>
    [IterationSetup]
    public void Prepare()
    {
        while (_spare.Count < 200) _spare.Enqueue(NewBatch());
    }

    /// <summary>200 batches in, 200 out. Divide by 200 and the rows of a batch.</summary>
    [Benchmark(OperationsPerInvoke = 200)]
    public int InAndOut()
    {
        var emitted = 0;
        while (_spare.TryDequeue(out var batch))
        {
            AddBatch(batch);
            _table.Settle(_atReplicas.Dequeue(), TimeSpan.Zero);
            emitted += _table.TakeOutcomes(4_096).Length;
        }

        return emitted;
    }

    private void AddBatch(ImmutableArray<InferRow> batch)
    {
        _table.Add(batch);
        Outcomes();
    }

    private void Outcomes()
    {
        // The outcomes are the replica's and the router's work, and reach the table as one array.
        var offers = _table.TakeOffers();
        var outcomes = new RowOutcome[offers.Length];
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = new RowOutcome(offers[i], RowEntry.Completed(i, [new RowOutput(_keys[0])]), _model);
        _atReplicas.Enqueue(ImmutableArray.Create(outcomes));
    }

    private ImmutableArray<InferRow> NewBatch()
    {
        var rows = new InferRow[BatchRows];
        for (var i = 0; i < rows.Length; i++)
        {
            var partition = i * Partitions / rows.Length;
            var sequence = _next[partition]++;
            rows[i] = new InferRow
            {
                Source = new RowSource(partition, sequence, 1),
                ContentType = "application/octet-stream",
                Key = _keys[sequence % _keys.Length],
                Value = _keys[0],
            };
        }

        return ImmutableArray.Create(rows);
    }
}
