using ActorServe.Replica.Telemetry;

namespace ActorServe.Replica.Tests.Telemetry;

/// <summary>Something of everything that is measured.</summary>
internal static class Samples
{
    public static void MeasureAll(DeploymentMetrics deployment)
    {
        deployment.Starting();
        deployment.Running(TimeSpan.FromSeconds(1), () => new ReplicaLoad(5, 8, 2));
        deployment.Handed(TimeSpan.FromSeconds(1));
        deployment.Ran(4, 4, TimeSpan.FromSeconds(1));
        deployment.Rejected(1);
        deployment.CheckFailed();
        deployment.Failed();
    }
}
