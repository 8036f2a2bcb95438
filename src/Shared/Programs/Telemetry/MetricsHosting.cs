using ActorServe.Shared.Programs.Membership;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace ActorServe.Shared.Programs.Telemetry;

/// <summary>
/// Metrics as a process tells them: <c>/metrics</c> for Prometheus beside its health, and OTLP where OpenTelemetry's standard variables ask
/// for it.
/// </summary>
public static class MetricsHosting
{
    /// <summary>Where Prometheus finds them.</summary>
    public const string Path = "/metrics";

    // Ours, whatever the program, and .NET's own of its runtime.
    private static readonly string[] Meters = ["ActorServe.*", "System.Runtime"];

    /// <summary>Collects what the meters of ActorServe in this process measure.</summary>
    internal static WebApplicationBuilder AddNodeMetrics(this WebApplicationBuilder builder)
    {
        if (OpenTelemetryVariables.IsDisabled(builder.Configuration)) return builder;

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, builder.Environment.ApplicationName, builder.Read<NodeOptions>().Cluster))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Meters).AddPrometheusExporter();
                if (!OpenTelemetryVariables.SendsMetrics(builder.Configuration)) return;
                metrics.AddOtlpExporter(exporter =>
                {
                    // The SDK reads the address of all signals alone.
                    if (OpenTelemetryVariables.EndpointOfMetrics(builder.Configuration) is { } own) exporter.Endpoint = own;
                });
            });
        return builder;
    }

    /// <summary>Maps <c>/metrics</c>, which needs no token, as health needs none.</summary>
    public static void MapNodeMetrics(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetService<MeterProvider>() is not null)
            endpoints.MapPrometheusScrapingEndpoint(Path).AllowAnonymous();
    }

    // The variables come last: what somebody sets replaces what we know.
    private static void Describe(ResourceBuilder resource, string program, MembershipOptions node) => resource.Clear()
        .AddService(ServiceOf(program), serviceInstanceId: node.Port == 0 ? null : node.Address)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    // ActorServe.Gateway is actorserve-gateway.
    private static string ServiceOf(string program) => program.Replace('.', '-').ToLowerInvariant();
}
