using ActorServe.Seed.Rollout;
using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.DeploymentStatus;

namespace ActorServe.Seed.Tests.Rollout;

public sealed class DeploymentStatusSpecs
{
    [Theory]
    [InlineData(Healthy, (int)StatusTrigger.ConfigUpdated, Updating)]
    [InlineData(DeployFailed, (int)StatusTrigger.ConfigUpdated, Updating)]
    [InlineData(Updating, (int)StatusTrigger.TargetReached, Healthy)]
    [InlineData(Updating, (int)StatusTrigger.StartupFailed, DeployFailed)]
    [InlineData(Healthy, (int)StatusTrigger.StartupFailed, Unhealthy)]
    [InlineData(Updating, (int)StatusTrigger.RestartFailed, Unhealthy)]
    [InlineData(Healthy, (int)StatusTrigger.HealthCheckFailed, Unhealthy)]
    [InlineData(Updating, (int)StatusTrigger.HealthCheckFailed, Updating)]
    [InlineData(DeployFailed, (int)StatusTrigger.HealthCheckFailed, Updating)]
    [InlineData(Healthy, (int)StatusTrigger.ReplicasMissing, Unhealthy)]
    [InlineData(Upscaling, (int)StatusTrigger.ReplicasMissing, Unhealthy)]
    [InlineData(Updating, (int)StatusTrigger.ReplicasMissing, Updating)]
    [InlineData(DeployFailed, (int)StatusTrigger.ReplicasMissing, DeployFailed)]
    [InlineData(DeployFailed, (int)StatusTrigger.NodeJoined, Updating)]
    [InlineData(Unhealthy, (int)StatusTrigger.NodeJoined, Unhealthy)]
    [InlineData(Healthy, (int)StatusTrigger.TargetRaised, Upscaling)]
    [InlineData(Upscaling, (int)StatusTrigger.TargetLowered, Downscaling)]
    [InlineData(DeployFailed, (int)StatusTrigger.TargetRaised, Updating)]
    public void A_status_follows_the_table(DeploymentStatus before, int trigger, DeploymentStatus after) =>
        Assert.Equal(after, before.On((StatusTrigger)trigger));

    [Theory]
    [InlineData(new[] { Healthy, Upscaling }, ApplicationStatus.Running)]
    [InlineData(new[] { Healthy, Updating }, ApplicationStatus.Deploying)]
    [InlineData(new[] { Updating, Unhealthy }, ApplicationStatus.Unhealthy)]
    [InlineData(new[] { Unhealthy, DeployFailed }, ApplicationStatus.DeployFailed)]
    public void An_application_is_as_its_worst_deployment(DeploymentStatus[] deployments, ApplicationStatus application) =>
        Assert.Equal(application, DeploymentStatusTransitions.Worst(deployments));
}
