using System.Collections.Immutable;
using ActorServe.Routing;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Ingest.Ledger;

/// <summary>Where an assignment is in its life.</summary>
internal enum AssignmentPhase : byte
{
    /// <summary>It is not yet known where it starts; no record of it may be dispatched.</summary>
    Opening,

    /// <summary>Records are read.</summary>
    Open,

    /// <summary>Nothing will be read until the stream is started again.</summary>
    Stopped,
}

/// <summary>One assignment of one partition to this process.</summary>
internal sealed class Assignment(PartitionEpoch id, LedgerWindow window)
{
    /// <summary>Which one.</summary>
    public PartitionEpoch Id { get; } = id;

    /// <summary>Its rows.</summary>
    public PartitionLedger Ledger { get; } = new(window);

    /// <summary>Where it is in its life.</summary>
    public AssignmentPhase Phase { get; private set; }

    /// <summary>Why it stopped.</summary>
    public string? StopReason { get; private set; }

    /// <summary>The offset of the next record to read.</summary>
    public long Position { get; set; }

    /// <summary>The last offset that was left to the client, which commits it; null where the start is not committed yet.</summary>
    public long? LeftToClient { get; set; }

    /// <summary>The offset that the broker has said it keeps for the group; null where it keeps none that is known.</summary>
    public long? Committed { get; private set; }

    /// <summary>The last watermark whose commit was waited for, to its end: it is kept, or refused for good.</summary>
    public long? HandedOver { get; set; }

    /// <summary>Whether rows were finished since.</summary>
    public bool HasNews => Ledger.Watermark is { } watermark && watermark != HandedOver;

    /// <summary>
    /// Where the group should go on should this process end now: the watermark, or the start before the first row is finished.
    /// </summary>
    public long Keep => Ledger.Watermark ?? Start;

    /// <summary>Whether the broker keeps that: nothing is left to commit.</summary>
    public bool IsKept => Committed >= Keep;

    /// <summary>The offset of the first record to read.</summary>
    public long Start { get; private set; }

    /// <summary>
    /// What the client was told last. Null where it was told nothing: it may still hold a pause from before the partition was lost.
    /// </summary>
    public bool? IsPaused { get; set; }

    /// <summary>What the client should be told, whatever the other partitions do.</summary>
    public bool WantsPause => Phase != AssignmentPhase.Open || !Ledger.HasRoom;

    /// <summary>It is known where it starts, and whether the group knows it too.</summary>
    public void Open(long start, bool isCommitted)
    {
        Position = start;
        Start = start;
        LeftToClient = Committed = isCommitted ? start : null;
        Phase = AssignmentPhase.Open;
    }

    /// <summary>The broker keeps an offset. What it says late, of an earlier one, changes nothing.</summary>
    public void Acknowledge(long offset)
    {
        if (!(offset <= Committed)) Committed = offset;
    }

    /// <summary>Nothing more is read. The first reason stays.</summary>
    public void Stop(string reason)
    {
        StopReason ??= reason;
        Phase = AssignmentPhase.Stopped;
    }
}

/// <summary>
/// All assignments of one consumer, and the bytes that are out over all of them. Pure, owned by one thread. What comes late from another
/// epoch changes nothing.
/// </summary>
internal sealed class Assignments(LedgerWindow window, long maxBytes)
{
    private Assignment?[] _byPartition = [];
    private bool _isFull;

    /// <summary>The assignments that there are, by partition.</summary>
    public ImmutableArray<Assignment> All { get; private set; } = [];

    /// <summary>Bytes out.</summary>
    public long Bytes { get; private set; }

    /// <summary>How long the rows took that are done.</summary>
    public RowDurations Durations { get; } = new();

    /// <summary>Whether to read on: as a window's, over all partitions.</summary>
    public bool HasRoom => !_isFull;

    /// <summary>
    /// Whether the partitions that may be read have more than half of their windows out, taken together. Reading waits then: a window that
    /// fills pauses its partition, and a pause throws away what the client has fetched. Above three quarters a partition is left out, as a
    /// full one is: one that stands still just short of full would use up what belongs to the others.
    /// </summary>
    public bool IsSaturated
    {
        get
        {
            var (counted, leftOut, records, bytes) = (0, 0, 0L, 0L);
            foreach (var assignment in All)
            {
                if (assignment.WantsPause) continue;
                var ledger = assignment.Ledger;
                if (4L * ledger.Outstanding > 3L * window.Records || 4 * ledger.Bytes > 3 * window.Bytes)
                {
                    leftOut++;
                    continue;
                }

                counted++;
                records += ledger.Outstanding;
                bytes += ledger.Bytes;
            }

            if (counted == 0) return leftOut > 0;
            return 2 * records > (long)window.Records * counted || 2 * bytes > window.Bytes * counted;
        }
    }

    /// <summary>Whether nothing is out.</summary>
    public bool IsIdle => All.All(assignment => assignment.Ledger.Outstanding == 0);

    /// <summary>A partition that came, in its opening phase.</summary>
    public Assignment Add(int partition, long epoch)
    {
        Remove(partition);
        if (partition >= _byPartition.Length) Array.Resize(ref _byPartition, partition + 1);
        var assignment = new Assignment(new PartitionEpoch(partition, epoch), window);
        _byPartition[partition] = assignment;
        List();
        return assignment;
    }

    /// <summary>A partition that went: its rows are forgotten.</summary>
    public void Remove(int partition)
    {
        if (Find(partition) is not { } assignment) return;
        Weigh(-assignment.Ledger.Bytes);
        _byPartition[partition] = null;
        List();
    }

    /// <summary>The partition's assignment, or null where it is not ours.</summary>
    public Assignment? Find(int partition) => (uint)partition < (uint)_byPartition.Length ? _byPartition[partition] : null;

    /// <summary>The row's assignment, or null where it is gone.</summary>
    public Assignment? Find(RowSource row) => Find(row.Partition) is { } assignment && assignment.Id.Epoch == row.Epoch ? assignment : null;

    /// <summary>A row that was read, when a <see cref="RowClock"/> said so.</summary>
    public void Track(Assignment assignment, long offset, int bytes, uint at)
    {
        assignment.Ledger.Track(offset, bytes, at);
        assignment.Position = offset + 1;
        Weigh(bytes);
    }

    /// <summary>Rows that are done, since a <see cref="RowClock"/> said so.</summary>
    public void Finish(ImmutableArray<RowSource> rows, uint at)
    {
        foreach (var row in rows)
        {
            if (Find(row) is not { Ledger: var ledger }) continue;
            var (bytes, cameAt) = (ledger.Bytes, ledger.CameAt(row.Sequence));
            if (!ledger.Finish(row.Sequence)) continue;
            Weigh(ledger.Bytes - bytes);
            Durations.Add(cameAt, at);
        }
    }

    /// <summary>Rows that came back.</summary>
    public void Withdraw(ImmutableArray<RowSource> rows)
    {
        foreach (var row in rows)
        {
            if (Find(row) is not { Ledger: var ledger }) continue;
            var bytes = ledger.Bytes;
            if (ledger.Withdraw(row.Sequence)) Weigh(ledger.Bytes - bytes);
        }
    }

    private void Weigh(long change)
    {
        Bytes += change;
        _isFull = _isFull ? Bytes > maxBytes / 2 : Bytes >= maxBytes;
    }

    private void List() => All = [.. _byPartition.OfType<Assignment>()];
}
