using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;

namespace ActorServe.Shared.Protocol;

/// <summary>
/// What the controller asks of a replica node at <see cref="Hosting.ActorPaths.ReplicaNode"/>. Nothing is answered: the node's directory
/// tells what came of it, also to a controller that was not yet there when it was asked.
/// </summary>
public static class ReplicaNodeProtocol
{
    /// <summary>The node starts one more replica, which appears in its directory as starting, then as running or failed.</summary>
    /// <param name="Key">What to run.</param>
    /// <param name="Config">How to run it.</param>
    /// <param name="RequestId">Names the wish: a node that has seen it ignores it.</param>
    public sealed record StartReplica(DeploymentKey Key, DeploymentConfig Config, Guid RequestId) : IWireMessage;

    /// <summary>The replica drains, for at most <paramref name="Grace"/>, and ends. A replica that is not there is ignored.</summary>
    public sealed record StopReplica(ReplicaId Replica, TimeSpan Grace) : IWireMessage;
}
