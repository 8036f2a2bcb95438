using System.Collections.Immutable;
using ActorServe.Shared.Identity;

namespace ActorServe.Shared.Protocol;

/// <summary>
/// Which replicas a replica node has, told by the node itself at <see cref="Hosting.ActorPaths.ReplicaDirectory"/> to whoever asks.
/// Routers and the controller learn the same way; nobody else is asked.
/// </summary>
public static class DirectoryProtocol
{
    /// <summary>
    /// The sender gets one <see cref="ReplicasSnapshot"/> now and a <see cref="ReplicasChanged"/> for each change, until it ends; another
    /// snapshot when the node begins to drain, which is a change as well.
    /// </summary>
    public sealed record WatchReplicas : IWireMessage
    {
        /// <summary>The only one there is.</summary>
        public static WatchReplicas Instance { get; } = new();
    }

    /// <summary>Everything that the node has. Replaces what was known of its address.</summary>
    /// <param name="Node">The node; another incarnation than before means that all replicas of the former are gone.</param>
    /// <param name="Revision">The number of the last change included.</param>
    /// <param name="Replicas">All replicas but those gone.</param>
    public sealed record ReplicasSnapshot(NodeId Node, long Revision, ImmutableArray<ReplicaEntry> Replicas) : IWireMessage
    {
        /// <summary>The node is on its way out and starts nothing any more, whatever the cluster says of it by now.</summary>
        public bool IsDraining { get; init; }
    }

    /// <summary>One change. A receiver that misses a number asks for a snapshot again.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Revision">One more than the change before.</param>
    /// <param name="Replica">The replica as it is now.</param>
    public sealed record ReplicasChanged(NodeId Node, long Revision, ReplicaEntry Replica) : IWireMessage;
}

/// <summary>The life of a replica, in this order; a replica never goes back.</summary>
public enum ReplicaState : byte
{
    /// <summary>It loads and warms up. Takes nothing.</summary>
    Starting,

    /// <summary>It takes rows.</summary>
    Running,

    /// <summary>It finishes what it has and rejects the rest.</summary>
    Draining,

    /// <summary>It ended in good order. Holds nothing.</summary>
    Gone,

    /// <summary>It did not start, or crashed; <see cref="ReplicaEntry.Message"/> says why. Holds nothing.</summary>
    Failed,
}

/// <summary>A replica as its node tells of it.</summary>
/// <param name="Id">Which one.</param>
/// <param name="State">What it does now.</param>
/// <param name="Path">The full path of its actor, with the node's address.</param>
/// <param name="MaxOngoingRequests">Rows that it takes at once, from all callers.</param>
/// <param name="Message">Why it failed, for a person.</param>
public sealed record ReplicaEntry(ReplicaId Id, ReplicaState State, string Path, int MaxOngoingRequests, string? Message = null)
{
    /// <summary>The <see cref="ReplicaNodeProtocol.StartReplica.RequestId"/> that it was started for.</summary>
    public Guid RequestId { get; init; }

    /// <summary>The node's process, as its machine numbers it; 0 where the node does not tell.</summary>
    public int ProcessId { get; init; }

    /// <summary>When its start began, by its node's clock, in milliseconds since 1970 UTC; 0 where the node does not tell.</summary>
    public long StartedAtMs { get; init; }

    /// <summary>The <see cref="ModelPin.Digest"/> of its file; empty where it may run any, or the node does not tell.</summary>
    public string ModelDigest { get; init; } = "";
}
