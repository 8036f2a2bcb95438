namespace ActorServe.Replica.Telemetry;

/// <summary>What one replica has to do now.</summary>
/// <param name="Ongoing">Rows that it took in and has not answered.</param>
/// <param name="Capacity">Rows that it takes at once.</param>
/// <param name="Queued">Rows that wait for a run.</param>
internal readonly record struct ReplicaLoad(int Ongoing, int Capacity, int Queued);
