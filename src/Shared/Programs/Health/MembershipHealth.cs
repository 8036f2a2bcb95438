using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ActorServe.Shared.Programs.Health;

/// <summary>Ready: the node is a member of the cluster, and up.</summary>
internal sealed class MembershipReadiness(ActorSystem system) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var cluster = Cluster.Get(system);
        var status = cluster.SelfMember.Status;
        var state = cluster.State;
        var up = state.Members.Count(m => m.Status == MemberStatus.Up && !state.Unreachable.Contains(m));
        var away = state.Unreachable.Count == 0 ? "" : $"; {state.Unreachable.Count} cannot be reached";
        return Task.FromResult(status is MemberStatus.Up or MemberStatus.WeaklyUp && !system.WhenTerminated.IsCompleted
            ? HealthCheckResult.Healthy($"one of {up} members that are up{away}")
            : HealthCheckResult.Unhealthy($"not up in the cluster: {status}"));
    }
}

/// <summary>Live: the process can go on, if only by waiting. Not so once its ActorSystem has ended.</summary>
internal sealed class SystemLiveness(ActorSystem system) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(system.WhenTerminated.IsCompleted
            ? HealthCheckResult.Unhealthy("the ActorSystem has ended")
            : HealthCheckResult.Healthy("the ActorSystem runs"));
}
