using ActorServe.Replica.Inference;
using ActorServe.Shared.Protocol;
using Akka.Actor;

namespace ActorServe.Replica.Serving;

/// <summary>What a replica and its node say to each other. These messages never leave the process.</summary>
internal static class ReplicaMessages
{
    /// <summary>The replica takes nothing more, finishes what it has for at most <paramref name="Grace"/>, and ends.</summary>
    public sealed record Drain(TimeSpan Grace) : INoSerializationVerificationNeeded;

    /// <summary>The time to drain is over: what did not start goes back to its callers, and the replica ends.</summary>
    public sealed record GraceOver : INoSerializationVerificationNeeded
    {
        /// <summary>The only one there is.</summary>
        public static GraceOver Instance { get; } = new();
    }

    /// <summary>The replica tells its node how it is.</summary>
    public sealed record ReplicaChanged(ReplicaState State, int MaxOngoingRequests, string? Message = null)
        : INoSerializationVerificationNeeded;

    /// <summary>The model is loaded and warm.</summary>
    public sealed record ModelReady(IModelLease Lease) : INoSerializationVerificationNeeded;

    /// <summary>A health check is over; <paramref name="Error"/> is null where the model is well.</summary>
    public sealed record HealthKnown(ReplicaNodeProtocol.CheckHealth Check, IActorRef Asker, string? Error)
        : INoSerializationVerificationNeeded;

    /// <summary>The model did not load.</summary>
    public sealed record ModelFailed(Exception Cause) : INoSerializationVerificationNeeded;

    /// <summary>
    /// All replicas of the node drain and end; answered with <see cref="Akka.Done"/> when they have. The node starts no more.
    /// </summary>
    public sealed record DrainAll(TimeSpan Grace) : INoSerializationVerificationNeeded;

    /// <summary>The directory tells all watchers of this.</summary>
    public sealed record TellDirectory(ReplicaEntry Entry) : INoSerializationVerificationNeeded;

    /// <summary>The directory tells all watchers that the node drains.</summary>
    public sealed record NodeDrains : INoSerializationVerificationNeeded
    {
        /// <summary>The only one there is.</summary>
        public static NodeDrains Instance { get; } = new();
    }
}
