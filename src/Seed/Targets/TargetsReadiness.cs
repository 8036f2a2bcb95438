using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ActorServe.Seed.Targets;

/// <summary>
/// Degraded while this seed's disk does not have the targets that hold: the others have them, but a cluster that started from this one's
/// file would run older ones.
/// </summary>
internal sealed class TargetsReadiness(DiskLag disk) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            disk.Trouble is { } trouble ? HealthCheckResult.Degraded(trouble) : HealthCheckResult.Healthy("the targets are kept"));
}
