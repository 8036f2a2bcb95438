using ActorServe.Routing;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Dispatch;

/// <summary>
/// The assignments that have rows in flight, found by partition and epoch without hashing, and those that ended. A higher epoch is a later
/// assignment: whatever an ended one still brings is known by that.
/// </summary>
internal sealed class FlightAssignments(Ordering ordering, FlightCounts counts)
{
    private PartitionFlights?[] _newest = [];
    private long[] _endedThrough = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The assignment's rows; null where it has none.</summary>
    public PartitionFlights? Find(PartitionEpoch id)
    {
        var found = id.Partition < _newest.Length ? _newest[id.Partition] : null;
        while (found is not null && found.Id.Epoch != id.Epoch) found = found.Older;
        return found;
    }

    /// <summary>The assignment that a new row belongs to; null where that has ended.</summary>
    public PartitionFlights? FindOrOpen(RowSource source)
    {
        Reach(source.Partition);
        if (source.Epoch <= _endedThrough[source.Partition]) return null;
        var id = new PartitionEpoch(source.Partition, source.Epoch);
        if (Find(id) is { } found) return found;

        var older = _newest[source.Partition];
        var isOlderIdle = older is { Rows: 0 };
        if (!isOlderIdle) Count++;
        var opened = new PartitionFlights(id, source.Sequence, ordering, counts) { Older = isOlderIdle ? older!.Older : older };
        _newest[source.Partition] = opened;
        return opened;
    }

    /// <summary>No row of this assignment is taken in any more.</summary>
    public void End(PartitionEpoch id)
    {
        Reach(id.Partition);
        ref var through = ref _endedThrough[id.Partition];
        through = Math.Max(through, id.Epoch);
    }

    /// <summary>Drops an assignment that was withdrawn, once it has no rows.</summary>
    public void Forget(PartitionFlights partition)
    {
        if (partition.Rows > 0 || !partition.IsWithdrawn) return;
        ref var newest = ref _newest[partition.Id.Partition];
        if (newest == partition)
        {
            newest = partition.Older;
            Count--;
            return;
        }

        var newer = newest;
        while (newer is not null && newer.Older != partition) newer = newer.Older;
        if (newer is null) return;
        newer.Older = partition.Older;
        Count--;
    }

    /// <summary>The newest of each partition, or null.</summary>
    public ReadOnlySpan<PartitionFlights?> Newest => _newest;

    private void Reach(int partition)
    {
        if (partition < _newest.Length) return;
        var before = _newest.Length;
        var length = Math.Max(partition + 1, before * 2);
        Array.Resize(ref _newest, length);
        Array.Resize(ref _endedThrough, length);
        Array.Fill(_endedThrough, -1, before, length - before);
    }
}
