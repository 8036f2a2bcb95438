using System.Collections.Immutable;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Telemetry;

/// <summary>One application with one deployment that should have three replicas.</summary>
internal static class Samples
{
    public static ServeStatus Status(ApplicationStatus application, DeploymentStatus deployment, params ReplicaEntry[] replicas) =>
        Status(application, Deployment(deployment, replicas));

    public static ServeStatus Unreachable(ImmutableArray<ReplicaId> unreachable, params ReplicaEntry[] replicas) =>
        Status(ApplicationStatus.Running, Deployment(DeploymentStatus.Healthy, replicas) with { Unreachable = unreachable });

    private static ServeStatus Status(ApplicationStatus application, DeploymentDetails deployment) =>
        new(1, [new ApplicationDetails("digits", "/digits", application, "", [deployment])]);

    private static DeploymentDetails Deployment(DeploymentStatus status, ReplicaEntry[] replicas) =>
        new(Some.Deployment, status, DeploymentStatusTrigger.Unspecified, "", TargetReplicas: 3, [.. replicas]);
}
