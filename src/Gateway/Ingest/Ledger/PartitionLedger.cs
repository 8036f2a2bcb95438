namespace ActorServe.Gateway.Ingest.Ledger;

/// <summary>How much of one partition may be out at once.</summary>
/// <param name="Records">Rows that are neither finished nor withdrawn.</param>
/// <param name="Bytes">Their bytes. The row that passes the bound is still taken, so that one larger than the window goes, and goes
/// alone.</param>
internal readonly record struct LedgerWindow(int Records, long Bytes)
{
    /// <summary>
    /// Rows from the oldest unfinished one on, finished or not: what one stuck row lets its partition run ahead, and read again after a
    /// crash.
    /// </summary>
    public long Span => 16L * Records;
}

/// <summary>
/// What became of the rows of one assignment of one partition: its window and its watermark. Pure, owned by one thread; a row allocates
/// nothing. The watermark never passes a row that is not finished.
/// </summary>
internal sealed class PartitionLedger(LedgerWindow window)
{
    private Slot[] _ring = new Slot[64];
    private long _first;
    private bool _isFull;

    /// <summary>The sequence of the next row.</summary>
    public long NextSequence { get; private set; }

    /// <summary>Rows that are neither finished nor withdrawn.</summary>
    public int Outstanding { get; private set; }

    /// <summary>The bytes of those rows.</summary>
    public long Bytes { get; private set; }

    /// <summary>The offset after the last row of the finished prefix: what may be committed. Null before the first.</summary>
    public long? Watermark { get; private set; }

    /// <summary>
    /// Whether to read on. Once full it is false until half of the window is free: each pause of a partition costs its prefetch.
    /// </summary>
    public bool HasRoom => !_isFull;

    /// <summary>Takes a row in, before anyone else can finish it, and returns its sequence.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="bytes">What it takes of the window.</param>
    /// <param name="cameAt">When it was read, by a <see cref="RowClock"/>.</param>
    public long Track(long offset, int bytes, uint cameAt)
    {
        if (NextSequence - _first == _ring.Length) Grow();
        At(NextSequence) = new Slot(offset, cameAt, bytes, RowState.Out);
        Outstanding++;
        Bytes += bytes;
        Weigh();
        return NextSequence++;
    }

    /// <summary>The row is done. False where it was not out: finished twice, or never tracked.</summary>
    public bool Finish(long sequence)
    {
        if (!Release(sequence, RowState.Finished)) return false;
        while (_first < NextSequence && At(_first).State == RowState.Finished) Watermark = At(_first++).Offset + 1;
        Weigh();
        return true;
    }

    /// <summary>
    /// The row is not out any more, and will never be finished: the watermark stays before it. False where it was not out.
    /// </summary>
    public bool Withdraw(long sequence)
    {
        if (!Release(sequence, RowState.Withdrawn)) return false;
        Weigh();
        return true;
    }

    /// <summary>The offset of a row that the watermark has not passed; null of any other.</summary>
    public long? OffsetOf(long sequence) => sequence >= _first && sequence < NextSequence ? At(sequence).Offset : null;

    /// <summary>When a row was read that is out; of any other it says nothing.</summary>
    public uint CameAt(long sequence) => At(sequence).CameAt;

    private bool Release(long sequence, RowState state)
    {
        if (sequence < _first || sequence >= NextSequence || At(sequence).State != RowState.Out) return false;
        At(sequence).State = state;
        Outstanding--;
        Bytes -= At(sequence).Bytes;
        return true;
    }

    // A window of one record has room again when nothing is out: its half, rounded down.
    private void Weigh()
    {
        var span = NextSequence - _first;
        _isFull = _isFull
            ? Outstanding > window.Records / 2 || Bytes > window.Bytes / 2 || span > window.Span / 2
            : Outstanding >= window.Records || Bytes >= window.Bytes || span >= window.Span;
    }

    private void Grow()
    {
        var ring = new Slot[_ring.Length * 2];
        for (var sequence = _first; sequence < NextSequence; sequence++) ring[sequence & (ring.Length - 1)] = At(sequence);
        _ring = ring;
    }

    // The ring's length is a power of two.
    private ref Slot At(long sequence) => ref _ring[sequence & (_ring.Length - 1)];

    private enum RowState : byte
    {
        Out,
        Finished,
        Withdrawn,
    }

    private record struct Slot(long Offset, uint CameAt, int Bytes, RowState State);
}
