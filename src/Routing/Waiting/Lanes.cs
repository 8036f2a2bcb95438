namespace ActorServe.Routing.Waiting;

/// <summary>
/// One queue for each way in, taken from in turns of their weights, so that a backlog in one cannot starve another. A lane that empties
/// loses the rest of its turn, and a lane that waits alone has every turn.
/// </summary>
internal sealed class Lanes : IWaitingRows
{
    private static readonly Lane[] AllLanes = Enum.GetValues<Lane>();

    private readonly LaneQueue[] _lanes;
    private int _turn;
    private int _credit;

    public Lanes(RouterOptions options)
    {
        _lanes = [.. AllLanes.Select(lane => new LaneQueue(options.Of(lane)))];
        _credit = _lanes[0].Weight;
    }

    public int Rows => RequestRows + _lanes[(int)Lane.Kafka].Count;

    public int RequestRows => _lanes[(int)Lane.Http].Count + _lanes[(int)Lane.Handle].Count;

    public int RowsOf(Lane lane) => _lanes[(int)lane].Count;

    public bool TryAdd(in WaitingRow row, int? maxQueued = null)
    {
        var lane = _lanes[(int)row.Lane];
        if (!lane.HasRoomFor(row.Bytes, maxQueued)) return false;

        lane.AddLast(row);
        return true;
    }

    public void Return(ReadOnlySpan<WaitingRow> rows)
    {
        for (var index = rows.Length - 1; index >= 0; index--) _lanes[(int)rows[index].Lane].AddFirst(rows[index]);
    }

    public void Take(int maxRows, long maxBytes, bool requestsOnly, List<WaitingRow> taken)
    {
        var rest = maxBytes;
        while (taken.Count < maxRows && NextTurn(requestsOnly) is { } lane)
        {
            var alone = lane.Count == (requestsOnly ? RequestRows : Rows);
            var before = taken.Count;
            var wanted = alone ? maxRows - before : Math.Min(_credit, maxRows - before);
            var fits = TakeFrom(lane, wanted, ref rest, taken);
            _credit -= taken.Count - before;
            if (!fits) return;
        }
    }

    public void Expire(TimeSpan now, List<WaitingRow> expired)
    {
        foreach (var lane in _lanes) lane.Expire(now, expired);
    }

    public void Withdraw(Func<WaitingRow, bool> covers, bool requestsOnly, List<WaitingRow> withdrawn)
    {
        foreach (var lane in AllLanes)
        {
            if (!(requestsOnly && lane == Lane.Kafka)) _lanes[(int)lane].MoveWhere(covers, withdrawn);
        }
    }

    public void Clear(List<WaitingRow> rows)
    {
        foreach (var lane in _lanes) lane.MoveWhere(_ => true, rows);
    }

    /// <summary>
    /// False where the next row is too large for the rest of the batch: its lane keeps its turn, so that small rows cannot pass it for
    /// ever.
    /// </summary>
    private static bool TakeFrom(LaneQueue lane, int rows, ref long rest, List<WaitingRow> taken)
    {
        for (var left = Math.Min(rows, lane.Count); left > 0; left--)
        {
            if (lane.HeadBytes > rest && taken.Count > 0) return false;

            var row = lane.TakeFirst();
            rest -= row.Bytes;
            taken.Add(row);
        }

        return true;
    }

    private LaneQueue? NextTurn(bool requestsOnly)
    {
        for (var tried = 0; tried <= _lanes.Length; tried++)
        {
            var lane = _lanes[_turn];
            if (_credit > 0 && lane.Count > 0 && !(requestsOnly && _turn == (int)Lane.Kafka)) return lane;

            _turn = (_turn + 1) % _lanes.Length;
            _credit = _lanes[_turn].Weight;
        }

        return null;
    }
}
