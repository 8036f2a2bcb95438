using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Dispatch;

/// <summary>Where a row is between ingest and its outcome's emission.</summary>
internal enum FlightState : byte
{
    /// <summary>No row is here.</summary>
    Free,

    /// <summary>It was never offered.</summary>
    Waiting,

    /// <summary>It is at the router or a replica.</summary>
    Sent,

    /// <summary>It is offered again later.</summary>
    BackingOff,

    /// <summary>It has its outcome, and an earlier row has none yet.</summary>
    Held,

    /// <summary>Its outcome goes out with the next demand; nothing can take it back.</summary>
    Ready,
}

/// <summary>One row in flight.</summary>
internal struct FlightSlot
{
    public InferRow Row;
    public RowEntry Entry;
    public ModelVersion? Model;

    /// <summary>The next row of its key, or -1. By key only.</summary>
    public long Successor;

    public int HeldBytes;
    public FlightState State;
    public OutcomeKind Kind;
    public byte Overloads;

    /// <summary>An earlier row of its key has not been emitted yet. By key only.</summary>
    public bool HasPredecessor;

    /// <summary>A row that must be emitted before it was withdrawn: it can only be withdrawn as well.</summary>
    public bool IsBarred;
}

/// <summary>Sums over all partitions of a flight table.</summary>
internal sealed class FlightCounts
{
    public long HeldBytes;
    public int Rows;
    public int Waiting;

    /// <summary>Rows that were offered and have no outcome yet.</summary>
    public int Unsettled;
}

/// <summary>A row whose outcome may go out.</summary>
internal readonly record struct ReadyRow(PartitionFlights Partition, long Sequence);
