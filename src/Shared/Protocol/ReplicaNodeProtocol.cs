using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;

namespace ActorServe.Shared.Protocol;

/// <summary>
/// What the controller asks of a replica node at <see cref="Hosting.ActorPaths.ReplicaNode"/>. Starts and stops are not answered: the
/// node's directory tells what came of them, also to a controller that was not yet there when they were asked for.
/// </summary>
public static class ReplicaNodeProtocol
{
    /// <summary>The node starts one more replica, which appears in its directory as starting, then as running or failed.</summary>
    /// <param name="Key">What to run.</param>
    /// <param name="Config">How to run it.</param>
    /// <param name="RequestId">Names the wish: a node that has seen it ignores it, and the replica's entry repeats it.</param>
    /// <param name="Model">The file that it must be: a node that has another one has the replica fail, and says so. Null is any.</param>
    public sealed record StartReplica(DeploymentKey Key, DeploymentConfig Config, Guid RequestId, ModelPin? Model = null) : IWireMessage;

    /// <summary>The replica drains, for at most <paramref name="Grace"/>, and ends. A replica that is not there is ignored.</summary>
    public sealed record StopReplica(ReplicaId Replica, TimeSpan Grace) : IWireMessage;

    /// <summary>Which file the deployment means on this node; answered with one <see cref="ModelResolved"/>.</summary>
    /// <param name="Config">The deployment.</param>
    /// <param name="RequestId">The answer repeats it.</param>
    public sealed record ResolveModel(DeploymentConfig Config, Guid RequestId) : IWireMessage;

    /// <summary>
    /// The answer to <see cref="ResolveModel"/>: exactly one of <paramref name="Model"/> and <paramref name="Error"/> is set.
    /// </summary>
    public sealed record ModelResolved(Guid RequestId, ModelPin? Model, string? Error) : IWireMessage;

    /// <summary>
    /// Whether a replica is well; answered with one <see cref="HealthChecked"/> in the replica's own time, so that one that is stuck is
    /// silent. A replica that is not there is not answered for: the directory tells that it is gone.
    /// </summary>
    /// <param name="Replica">Which one.</param>
    /// <param name="CheckId">The answer repeats it.</param>
    public sealed record CheckHealth(ReplicaId Replica, long CheckId) : IWireMessage
    {
        /// <summary>
        /// When the model's check is cancelled; null or 0 is what the replica was started with, which the targets may have changed since.
        /// </summary>
        public TimeSpan? Timeout { get; init; }
    }

    /// <summary>The answer to <see cref="CheckHealth"/>.</summary>
    /// <param name="Replica">Which one.</param>
    /// <param name="CheckId">The check.</param>
    /// <param name="Error">Null where it is well, else why it is not, for a person.</param>
    public sealed record HealthChecked(ReplicaId Replica, long CheckId, string? Error) : IWireMessage;
}

/// <summary>The one file that all replicas of a deployment's version run.</summary>
/// <param name="Version">The model's version folder, or the assembly's version; empty where there is none.</param>
/// <param name="Digest">SHA-256 of the file, in lower-case hex.</param>
public sealed record ModelPin(string Version, string Digest);
