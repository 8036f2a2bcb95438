using ActorServe.Routing.Peers;
using ActorServe.Routing.Suspects;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Routing.Picking;

/// <summary>What waits to be offered to a replica.</summary>
/// <param name="Rows">All rows.</param>
/// <param name="RequestRows">Those of them that are not from Kafka.</param>
/// <param name="Now">The router's clock.</param>
internal readonly record struct Demand(int Rows, int RequestRows, TimeSpan Now)
{
    /// <summary>What a batch may take of the budget of a process.</summary>
    public int FrameBytes { get; init; }
}

/// <summary>One replica as a router sees it, with the exact count of this router's rows that it holds.</summary>
/// <param name="entry">What its node tells of it.</param>
/// <param name="peer">The router's share of its process's budget; null where that is this process.</param>
internal sealed class ReplicaSlot(ReplicaEntry entry, PeerShare? peer)
{
    private TimeSpan _closedUntil = TimeSpan.MinValue;
    private TimeSpan _closedToKafkaUntil = TimeSpan.MinValue;

    public ReplicaId Id { get; } = entry.Id;

    public string Path { get; } = entry.Path;

    public ReplicaState State { get; private set; } = entry.State;

    public int MaxOngoingRequests { get; private set; } = entry.MaxOngoingRequests;

    public PeerShare? Peer { get; } = peer;

    /// <summary>Whether it is there at all.</summary>
    public ReplicaPulse Pulse { get; } = new();

    /// <summary>What it may be told of the answers that came.</summary>
    public RepliesCount Replies { get; } = new();

    /// <summary>Rows of this router that it holds, or may hold while it is suspect.</summary>
    public int OngoingRows { get; set; }

    public bool TakesRows => State == ReplicaState.Running && !Pulse.IsSuspect;

    public bool IsOver => State is ReplicaState.Gone or ReplicaState.Failed;

    /// <summary>What is worth a frame while more waits.</summary>
    public int QuarterRows => Math.Max(1, MaxOngoingRequests / 4);

    public int FreeRows => MaxOngoingRequests - OngoingRows;

    /// <summary>
    /// Whether it may be sent some of what waits. A quarter of its room must be free while more than that waits: else a busy router would
    /// send many small frames, and a frame costs as much as hundreds of rows.
    /// </summary>
    public bool HasRoomFor(in Demand demand)
    {
        return WouldTake(demand) && (Peer is null || Peer.HasRoomFor(demand.FrameBytes));
    }

    /// <summary>Whether the budget of its process is all that it lacks.</summary>
    public bool LacksBudget(in Demand demand) => Peer is not null && WouldTake(demand) && !Peer.HasRoomFor(demand.FrameBytes);

    public bool IsClosedToKafka(TimeSpan now) => now < _closedToKafkaUntil;

    /// <summary>It rejected rows: nothing of their kind is offered to it before it says that it has room, or until then.</summary>
    /// <param name="onlyKafka">A replica keeps a share of its room for requests: it may be full for records alone.</param>
    /// <param name="until">When it is tried again whatever it says.</param>
    public void Close(bool onlyKafka, TimeSpan until)
    {
        _closedToKafkaUntil = until;
        if (!onlyKafka) _closedUntil = until;
    }

    public void Open() => _closedUntil = _closedToKafkaUntil = TimeSpan.MinValue;

    /// <summary>A replica never goes back in its life, whatever order the news of it came in.</summary>
    public void Learn(ReplicaEntry news)
    {
        if (news.State > State) State = news.State;
        MaxOngoingRequests = news.MaxOngoingRequests;
    }

    private bool WouldTake(in Demand demand)
    {
        if (!TakesRows || demand.Now < _closedUntil) return false;

        var rows = IsClosedToKafka(demand.Now) ? demand.RequestRows : demand.Rows;
        return rows > 0 && FreeRows >= Math.Min(rows, QuarterRows);
    }
}
