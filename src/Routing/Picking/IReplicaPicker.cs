namespace ActorServe.Routing.Picking;

/// <summary>Chooses who gets the next batch.</summary>
internal interface IReplicaPicker
{
    /// <summary>One of the replicas that has room for some of what waits, or null where none has.</summary>
    ReplicaSlot? Pick(ReadOnlySpan<ReplicaSlot> replicas, in Demand demand);
}
