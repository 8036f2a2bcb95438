namespace ActorServe.Shared.Protocol;

/// <summary>Ray Serve's states of an application.</summary>
public enum ApplicationStatus
{
    /// <summary>Not all of its deployments are as they should be yet.</summary>
    Deploying,

    /// <summary>All of its deployments are healthy.</summary>
    Running,

    /// <summary>A deployment could not be started; its message says why.</summary>
    DeployFailed,

    /// <summary>A deployment lost replicas.</summary>
    Unhealthy,

    /// <summary>It is being taken down.</summary>
    Deleting,
}

/// <summary>Ray Serve's states of a deployment.</summary>
public enum DeploymentStatus
{
    /// <summary>New targets are being reached.</summary>
    Updating,

    /// <summary>As many replicas run as should.</summary>
    Healthy,

    /// <summary>Replicas are missing that ran before.</summary>
    Unhealthy,

    /// <summary>
    /// Replicas of a version that never ran fail to start, and are not tried again before the targets change, a replica that serves is lost
    /// or a node joins.
    /// </summary>
    DeployFailed,

    /// <summary>More replicas are being started.</summary>
    Upscaling,

    /// <summary>Replicas are being stopped.</summary>
    Downscaling,
}

/// <summary>Ray Serve's states of a proxy, which is a gateway here.</summary>
public enum ProxyStatus
{
    /// <summary>It has reported nothing yet, or does not know the targets yet.</summary>
    Starting,

    /// <summary>It reports, and knows what to serve.</summary>
    Healthy,

    /// <summary>The cluster does not hear from it, or it reports nothing any more.</summary>
    Unhealthy,

    /// <summary>It is on its way out.</summary>
    Draining,
}

/// <summary>Ray Serve's reason for a deployment's state.</summary>
public enum DeploymentStatusTrigger
{
    /// <summary>None is known.</summary>
    Unspecified,

    /// <summary>New targets came.</summary>
    ConfigUpdateStarted,

    /// <summary>New targets were reached.</summary>
    ConfigUpdateCompleted,

    /// <summary>More replicas were started.</summary>
    UpscaleCompleted,

    /// <summary>Replicas were stopped.</summary>
    DownscaleCompleted,

    /// <summary>A replica did not start.</summary>
    ReplicaStartupFailed,

    /// <summary>A replica that ran is gone.</summary>
    HealthCheckFailed,

    /// <summary>It is being taken down.</summary>
    Deleting,
}
