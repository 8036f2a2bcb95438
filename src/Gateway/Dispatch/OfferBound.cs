namespace ActorServe.Gateway.Dispatch;

/// <summary>
/// How many rows may be out for their outcomes, so that what those hold, should the first of a partition be slow, stays within a bound. A
/// row's outcome is of unknown size until it is there: it is taken for as large as the outcomes before it were, and few rows go before any
/// is known. Pure. Each partition has a share of its own, so that one whose first row is tried again stops no other; and where a partition
/// has nothing out, its next row goes whatever the others hold, so that none ever stands still.
/// </summary>
internal sealed class OfferBound(long total, long partition)
{
    // Of each partition, and one more for each outcome that is known: a size seen once is not yet a rule. Over all, as if there were eight.
    private const int FirstRows = 8;
    private const double Rise = 1.0 / 4;
    private const double Fall = 1.0 / 64;

    private double _expected;
    private long _known;

    /// <summary>
    /// Bytes that the next outcome is expected to have. Larger ones count soon and smaller ones late: too few rows cost a little time, too
    /// many memory.
    /// </summary>
    public long Expected { get; private set; }

    /// <summary>An outcome of this size came.</summary>
    public void Learn(int bytes)
    {
        _known++;
        var change = bytes - _expected;
        var weight = change > 0 ? Rise : Fall;
        if (_known < 1 / Fall) weight = Math.Max(weight, 1.0 / _known);
        _expected += change * weight;
        Expected = (long)_expected;
    }

    /// <summary>The bytes that each of so many partitions may hold.</summary>
    public long Share(int partitions) => Math.Min(partition, total / partitions);

    /// <summary>Whether the partition's next row may go.</summary>
    public bool Allows(PartitionFlights flights, long share, FlightCounts all)
    {
        if (flights.Unsettled == 0 && flights.HeldBytes == 0) return true;
        return flights.Unsettled < FirstRows + _known
            && all.Unsettled < 8 * (FirstRows + _known)
            && flights.HeldBytes + (flights.Unsettled * Expected) < share
            && all.HeldBytes + (all.Unsettled * Expected) < total;
    }
}
