namespace ActorServe.Routing.Picking;

/// <summary>
/// Draws two replicas that have room and takes the one that holds fewer rows for its size. Two are enough to keep the longest queue short,
/// and routers that do not know of each other do not all run to the same replica, as they would to the least loaded one.
/// </summary>
internal sealed class PowerOfTwoChoices(Random random) : IReplicaPicker
{
    public ReplicaSlot? Pick(ReadOnlySpan<ReplicaSlot> replicas, in Demand demand)
    {
        var open = 0;
        foreach (var replica in replicas) open += replica.HasRoomFor(demand) ? 1 : 0;

        if (open == 0) return null;
        if (open == 1) return Open(replicas, 0, demand);

        var first = random.Next(open);
        var second = random.Next(open - 1);
        if (second >= first) second++;
        return LessLoaded(Open(replicas, first, demand), Open(replicas, second, demand));
    }

    private static ReplicaSlot LessLoaded(ReplicaSlot one, ReplicaSlot other) =>
        (long)one.OngoingRows * other.MaxOngoingRequests <= (long)other.OngoingRows * one.MaxOngoingRequests ? one : other;

    private static ReplicaSlot Open(ReadOnlySpan<ReplicaSlot> replicas, int index, in Demand demand)
    {
        foreach (var replica in replicas)
        {
            if (replica.HasRoomFor(demand) && index-- == 0) return replica;
        }

        throw new InvalidOperationException("Fewer replicas have room than a moment ago.");
    }
}
