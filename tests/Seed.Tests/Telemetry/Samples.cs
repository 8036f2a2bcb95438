using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Telemetry;

/// <summary>One application with one deployment that should have three replicas.</summary>
internal static class Samples
{
    public static ServeStatus Status(ApplicationStatus application, DeploymentStatus deployment, params ReplicaEntry[] replicas) => new(
        1,
        [
            new ApplicationDetails(
                "digits", "/digits", application, "",
                [new DeploymentDetails(Some.Deployment, deployment, DeploymentStatusTrigger.Unspecified, "", TargetReplicas: 3, [.. replicas])]),
        ]);
}
