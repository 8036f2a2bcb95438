using System.Numerics;

namespace ActorServe.Routing.Waiting;

/// <summary>The rows of one lane: a bounded queue that takes rows back at its head.</summary>
internal sealed class LaneQueue(LaneOptions options)
{
    private WaitingRow[] _ring = new WaitingRow[16];
    private int _head;
    private long _bytes;
    private TimeSpan _earliestDeadline = TimeSpan.MaxValue;

    public int Count { get; private set; }

    public int Weight => options.Weight;

    public int HeadBytes => At(0).Bytes;

    /// <summary>A row larger than the whole bound waits alone: else it could never be answered.</summary>
    public bool HasRoomFor(int bytes, int? maxRows) =>
        Count < (maxRows ?? options.MaxQueuedRows) && (Count == 0 || _bytes <= options.MaxQueuedBytes - bytes);

    public void AddLast(in WaitingRow row)
    {
        Grow();
        At(Count++) = row;
        Track(row);
    }

    public void AddFirst(in WaitingRow row)
    {
        Grow();
        _head = (_head - 1) & (_ring.Length - 1);
        At(0) = row;
        Count++;
        Track(row);
    }

    public WaitingRow TakeFirst()
    {
        ref var first = ref At(0);
        var row = first;
        first = default;
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
        _bytes -= row.Bytes;
        return row;
    }

    public void Expire(TimeSpan now, List<WaitingRow> expired)
    {
        // The earliest deadline may be that of a row that has left: then this looks in vain, once.
        if (_earliestDeadline <= now) MoveExpired(now, expired);
    }

    /// <summary>Moves the rows that match; the others keep their order.</summary>
    public void MoveWhere(Func<WaitingRow, bool> match, List<WaitingRow> moved)
    {
        var kept = Count;
        for (var rest = kept; rest > 0; rest--)
        {
            var row = TakeFirst();
            if (match(row)) moved.Add(row);
            else AddLast(row);
        }
    }

    private void MoveExpired(TimeSpan now, List<WaitingRow> expired)
    {
        _earliestDeadline = TimeSpan.MaxValue;
        MoveWhere(row => row.Deadline <= now, expired);
    }

    private ref WaitingRow At(int index) => ref _ring[(_head + index) & (_ring.Length - 1)];

    private void Track(in WaitingRow row)
    {
        _bytes += row.Bytes;
        if (row.Deadline < _earliestDeadline) _earliestDeadline = row.Deadline;
    }

    private void Grow()
    {
        if (Count < _ring.Length) return;

        var larger = new WaitingRow[BitOperations.RoundUpToPowerOf2((uint)_ring.Length + 1)];
        for (var index = 0; index < Count; index++) larger[index] = At(index);
        (_ring, _head) = (larger, 0);
    }
}
