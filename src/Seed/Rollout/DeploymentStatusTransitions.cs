using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Rollout;

/// <summary>What happened to a deployment, as far as its status is concerned.</summary>
internal enum StatusTrigger
{
    /// <summary>A new version should run.</summary>
    ConfigUpdated,

    /// <summary>More replicas of the same version should run.</summary>
    TargetRaised,

    /// <summary>Fewer replicas of the same version should run.</summary>
    TargetLowered,

    /// <summary>What runs is what should.</summary>
    TargetReached,

    /// <summary>Starts of a version that never ran failed as often as they may.</summary>
    StartupFailed,

    /// <summary>As many failed of a version that ran before.</summary>
    RestartFailed,

    /// <summary>Replicas that ran are not there any more, though none failed: their nodes left.</summary>
    ReplicasMissing,

    /// <summary>There is one more node.</summary>
    NodeJoined,

    /// <summary>A replica that ran is gone.</summary>
    HealthCheckFailed,
}

/// <summary>
/// Ray Serve's table of a deployment's states, but that one whose starts failed is tried again when a replica that served is lost or a node
/// joins, and that one whose version ran before is never given up.
/// </summary>
internal static class DeploymentStatusTransitions
{
    /// <summary>The state after what happened.</summary>
    public static DeploymentStatus On(this DeploymentStatus status, StatusTrigger trigger) => (status, trigger) switch
    {
        (_, StatusTrigger.ConfigUpdated) => DeploymentStatus.Updating,
        (_, StatusTrigger.TargetReached) => DeploymentStatus.Healthy,
        (DeploymentStatus.Healthy or DeploymentStatus.Upscaling or DeploymentStatus.Downscaling, StatusTrigger.TargetRaised)
            => DeploymentStatus.Upscaling,
        (DeploymentStatus.Healthy or DeploymentStatus.Upscaling or DeploymentStatus.Downscaling, StatusTrigger.TargetLowered)
            => DeploymentStatus.Downscaling,
        (DeploymentStatus.Healthy or DeploymentStatus.Upscaling or DeploymentStatus.Downscaling, StatusTrigger.ReplicasMissing)
            => DeploymentStatus.Unhealthy,
        (_, StatusTrigger.TargetRaised or StatusTrigger.TargetLowered) => DeploymentStatus.Updating,
        (DeploymentStatus.Updating or DeploymentStatus.DeployFailed, StatusTrigger.StartupFailed) => DeploymentStatus.DeployFailed,
        (DeploymentStatus.DeployFailed, StatusTrigger.NodeJoined) => DeploymentStatus.Updating,
        (DeploymentStatus.Updating or DeploymentStatus.DeployFailed, StatusTrigger.HealthCheckFailed) => DeploymentStatus.Updating,
        (_, StatusTrigger.StartupFailed or StatusTrigger.RestartFailed or StatusTrigger.HealthCheckFailed) => DeploymentStatus.Unhealthy,
        _ => status,
    };

    /// <summary>The reason that people see for the state reached from <paramref name="before"/>.</summary>
    public static DeploymentStatusTrigger Reason(this StatusTrigger trigger, DeploymentStatus before) => (trigger, before) switch
    {
        (StatusTrigger.TargetReached, DeploymentStatus.Upscaling) => DeploymentStatusTrigger.UpscaleCompleted,
        (StatusTrigger.TargetReached, DeploymentStatus.Downscaling) => DeploymentStatusTrigger.DownscaleCompleted,
        (StatusTrigger.TargetReached, DeploymentStatus.Updating) => DeploymentStatusTrigger.ConfigUpdateCompleted,
        (StatusTrigger.TargetReached, _) => DeploymentStatusTrigger.Unspecified,
        (StatusTrigger.StartupFailed or StatusTrigger.RestartFailed, _) => DeploymentStatusTrigger.ReplicaStartupFailed,
        (StatusTrigger.HealthCheckFailed or StatusTrigger.ReplicasMissing, _) => DeploymentStatusTrigger.HealthCheckFailed,
        _ => DeploymentStatusTrigger.ConfigUpdateStarted,
    };

    /// <summary>Ray Serve's rule: an application is as its worst deployment is; one that scales counts as running.</summary>
    public static ApplicationStatus Worst(IEnumerable<DeploymentStatus> deployments)
    {
        var all = deployments.ToHashSet();
        if (all.Contains(DeploymentStatus.DeployFailed)) return ApplicationStatus.DeployFailed;
        if (all.Contains(DeploymentStatus.Unhealthy)) return ApplicationStatus.Unhealthy;
        return all.Contains(DeploymentStatus.Updating) ? ApplicationStatus.Deploying : ApplicationStatus.Running;
    }
}
