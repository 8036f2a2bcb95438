using ActorServe.Replica.Inference;
using ActorServe.Replica.Telemetry;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;

namespace ActorServe.Replica.Serving;

/// <summary>What a replica is made of.</summary>
/// <param name="Id">Who it is.</param>
/// <param name="Config">How it runs.</param>
/// <param name="Models">Where its model comes from.</param>
/// <param name="Threads">Where its runs go.</param>
/// <param name="Time">Its clock.</param>
/// <param name="Replies">What it may have on its way to a caller in another process.</param>
/// <param name="Metrics">Where its work is counted.</param>
/// <param name="Ended">Called when the replica is gone; gives back what was made for it alone, as far as no run has it.</param>
internal sealed record ReplicaSetup(
    ReplicaId Id, DeploymentConfig Config, IModelStore Models, InferenceThreads Threads, TimeProvider Time, ReplyShare Replies,
    DeploymentMetrics Metrics, Func<ValueTask> Ended);
