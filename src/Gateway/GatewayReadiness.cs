using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ActorServe.Gateway;

/// <summary>
/// Ready: the gateway knows what to serve, and every application's pipeline runs. Degraded where one does not or a partition is halted: the
/// others go on, and an application without topics is served over HTTP whatever becomes of Kafka. Before it was told anything it answers
/// each request with 503, so that nobody should send it any. Where all applications have topics and no pipeline runs it is not ready,
/// though its door answers requests: whoever replaces gateways one by one waits for this, and whoever sends requests asks the door
/// (<c>/-/healthz</c>).
/// </summary>
internal sealed class GatewayReadiness(IReadOnlyActorRegistry registry) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!registry.TryGet<GatewayKey>(out var gateway)) return HealthCheckResult.Unhealthy("the gateway has not started yet");
        try
        {
            var ask = gateway.Ask<GatewayStatus>(GatewayProtocol.GetGatewayStatus.Instance, Patience, cancellationToken);
            return Judge(await ask.ConfigureAwait(false));
        }
        catch (AskTimeoutException)
        {
            return HealthCheckResult.Unhealthy("the gateway does not answer");
        }
    }

    internal static HealthCheckResult Judge(GatewayStatus status)
    {
        if (!status.HasTargets)
            return HealthCheckResult.Unhealthy("it was not told yet what to serve: nothing was ever deployed, or the cluster is not heard");

        var troubles = status.Pipelines.Where(p => !p.IsReady).Select(Describe).ToList();
        if (troubles.Count == 0) return HealthCheckResult.Healthy($"{status.Applications.Length} applications");

        var message = string.Join("; ", troubles);
        var serves = status.Pipelines.Any(p => p.State == PipelineState.Running) || status.Applications.Length > status.WithKafka.Count;
        return serves ? HealthCheckResult.Degraded(message) : HealthCheckResult.Unhealthy(message);
    }

    private static string Describe(PipelineStatus pipeline) => pipeline.State == PipelineState.Running
        ? $"{pipeline.Application}: {pipeline.Troubles}"
        : $"{pipeline.Application}: {pipeline.State} {pipeline.Message}".TrimEnd();
}
