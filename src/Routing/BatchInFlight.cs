using ActorServe.Routing.Picking;
using ActorServe.Routing.Waiting;

namespace ActorServe.Routing;

/// <summary>A batch at a replica: its rows by index, each until its first terminal entry.</summary>
internal sealed class BatchInFlight
{
    private readonly WaitingRow[] _rows;

    public BatchInFlight(long id, ReplicaSlot replica, WaitingRow[] rows)
    {
        (Id, Replica, _rows, OpenRows) = (id, replica, rows, rows.Length);
        replica.OngoingRows += rows.Length;
    }

    public long Id { get; }

    public ReplicaSlot Replica { get; }

    /// <summary>Rows not answered yet; all of them count at the replica.</summary>
    public int OpenRows { get; private set; }

    /// <summary>The first terminal entry of a row closes it; there is nothing left for another one.</summary>
    public bool TryClose(int index, out WaitingRow row)
    {
        row = default;
        if ((uint)index >= (uint)_rows.Length || _rows[index].Row is null) return false;

        row = _rows[index];
        _rows[index] = default;
        OpenRows--;
        Replica.OngoingRows--;
        return true;
    }

    /// <summary>The rows that were not answered, and will not be.</summary>
    public void CloseAll(List<WaitingRow> rows)
    {
        for (var index = 0; index < _rows.Length; index++)
        {
            if (TryClose(index, out var row)) rows.Add(row);
        }
    }

    public void Withdraw(Func<WaitingRow, bool> covers)
    {
        foreach (ref var row in _rows.AsSpan())
        {
            if (row.Row is not null && covers(row)) row = row with { IsWithdrawn = true };
        }
    }
}
