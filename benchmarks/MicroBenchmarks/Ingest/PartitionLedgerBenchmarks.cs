using System.Runtime.InteropServices;
using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Ingest.Ledger;
using ActorServe.Shared.Protocol;
using BenchmarkDotNet.Attributes;

namespace ActorServe.MicroBenchmarks.Ingest;

/// <summary>What accounting costs a row: tracked and finished, in a full window, in order and in the worst order.</summary>
[MemoryDiagnoser]
public class PartitionLedgerBenchmarks
{
    private const int Rows = 4_096;

    private readonly Assignments _assignments = new(new LedgerWindow(1 << 20, 1L << 40), 1L << 40);
    private readonly RowSource[] _rows = new RowSource[Rows];
    private Assignment _assignment = null!;
    private long _offset;

    [GlobalSetup]
    public void Open()
    {
        _assignment = _assignments.Add(7, EpochSource.Next());
        _assignment.Open(0, isCommitted: true);
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public void InOrder() => Run(isReversed: false);

    [Benchmark(OperationsPerInvoke = Rows)]
    public void Reversed() => Run(isReversed: true);

    private void Run(bool isReversed)
    {
        for (var row = 0; row < Rows; row++)
        {
            _rows[isReversed ? Rows - 1 - row : row] = new RowSource(7, _assignment.Ledger.NextSequence, _assignment.Id.Epoch);
            _assignments.Track(_assignment, _offset += 2, 164, at: 0);
        }

        // Borrowed for one call, so that only the ledger's own allocations are measured.
        _assignments.Finish(ImmutableCollectionsMarshal.AsImmutableArray(_rows), at: 0);
    }
}
