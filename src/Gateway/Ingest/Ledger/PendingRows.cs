using System.Runtime.InteropServices;
using ActorServe.Routing;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Ingest.Ledger;

/// <summary>The rows that were read since the last batch and wait for the stream to ask. Pure.</summary>
internal sealed class PendingRows(int maxRows, long maxBytes)
{
    private readonly List<InferRow> _rows = [];
    private long _bytes;

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _rows.Count == 0;

    /// <summary>Whether to read on.</summary>
    public bool HasRoom => _rows.Count < maxRows && _bytes < maxBytes;

    /// <summary>A row that was read. Taken whatever the room: it cannot be put back.</summary>
    public void Add(InferRow row, int bytes)
    {
        _rows.Add(row);
        _bytes += bytes;
    }

    /// <summary>Everything that waits, as one batch.</summary>
    public RecordBatch Take()
    {
        var rows = _rows.ToArray();
        _rows.Clear();
        _bytes = 0;
        return new RecordBatch(ImmutableCollectionsMarshal.AsImmutableArray(rows));
    }

    /// <summary>Leaves the rows of an assignment out and returns them.</summary>
    public IReadOnlyList<RowSource> Remove(PartitionEpoch assignment)
    {
        var removed = _rows.FindAll(row => IsOf(row, assignment));
        _rows.RemoveAll(row => IsOf(row, assignment));
        _bytes -= removed.Sum(row => (long)row.Bytes);
        return [.. removed.Select(row => row.Source)];
    }

    private static bool IsOf(InferRow row, PartitionEpoch assignment) =>
        row.Source.Partition == assignment.Partition && row.Source.Epoch == assignment.Epoch;
}
