using ActorServe.Routing.Picking;
using ActorServe.Routing.Waiting;

namespace ActorServe.Routing.InFlight;

/// <summary>
/// A batch at a replica: its rows by index, each until its first terminal entry. A row that was moved elsewhere stays, and counts at the
/// replica: it may hold that row still, and may answer first.
/// </summary>
internal sealed class BatchInFlight
{
    private readonly WaitingRow[] _rows;
    private long _closedBytes;

    public BatchInFlight(long id, ReplicaSlot replica, WaitingRow[] rows, TimeSpan sent)
    {
        (Id, Replica, _rows, OpenRows, Sent) = (id, replica, rows, rows.Length, sent);
        replica.OngoingRows += rows.Length;
    }

    public long Id { get; }

    public ReplicaSlot Replica { get; }

    /// <summary>When it was sent, on the router's clock.</summary>
    public TimeSpan Sent { get; }

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
        _closedBytes += row.Bytes;
        return true;
    }

    /// <summary>
    /// Closes the rows that the replica neither answered nor holds. Those that nobody else has are added to <paramref name="rows"/>.
    /// </summary>
    /// <param name="held">The indexes of the rows that it holds.</param>
    /// <param name="rows">Gets the rows that must be sent again.</param>
    public void CloseExcept(ReadOnlySpan<int> held, List<WaitingRow> rows)
    {
        Span<bool> isHeld = _rows.Length <= 1_024 ? stackalloc bool[_rows.Length] : new bool[_rows.Length];
        foreach (var index in held)
        {
            if ((uint)index < (uint)isHeld.Length) isHeld[index] = true;
        }

        for (var index = 0; index < _rows.Length; index++)
        {
            if (!isHeld[index] && TryClose(index, out var row) && !row.IsMoved) rows.Add(row);
        }
    }

    /// <summary>Copies the rows that match to <paramref name="rows"/>, once each. They stay open here.</summary>
    public void Move(Func<WaitingRow, bool> match, List<WaitingRow> rows)
    {
        foreach (ref var row in _rows.AsSpan())
        {
            if (row.Row is null || row.IsMoved || !match(row)) continue;

            var copy = row with { Claim = row.Claim ?? new RowClaim() };
            row = copy with { IsMoved = true };
            rows.Add(copy);
        }
    }

    /// <summary>Nobody waits for these rows any more; adds their indexes to <paramref name="withdrawn"/>.</summary>
    /// <param name="covers">Which rows.</param>
    /// <param name="isTold">Whether the replica is told, and gives back what it has not started.</param>
    /// <param name="withdrawn">Gets the indexes.</param>
    public void Withdraw(Func<WaitingRow, bool> covers, bool isTold, List<int> withdrawn)
    {
        for (var index = 0; index < _rows.Length; index++)
        {
            ref var row = ref _rows[index];
            if (row.Row is null || !covers(row)) continue;

            row = row with { IsWithdrawn = true, IsAskedBack = row.IsAskedBack || isTold };
            withdrawn.Add(index);
        }
    }

    /// <summary>Adds the rows that are not answered yet to the count of their lanes.</summary>
    public void CountOpen(Span<int> byLane)
    {
        foreach (ref readonly var row in _rows.AsSpan())
        {
            if (row.Row is not null) byLane[(int)row.Lane]++;
        }
    }

    /// <summary>What was closed since the last call leaves its node's budget: once for all rows of an answer.</summary>
    public void ReleaseBytes()
    {
        Replica.Peer?.Release(_closedBytes);
        _closedBytes = 0;
    }
}
