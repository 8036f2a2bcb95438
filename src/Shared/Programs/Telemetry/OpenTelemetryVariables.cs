using Microsoft.Extensions.Configuration;

namespace ActorServe.Shared.Programs.Telemetry;

/// <summary>Those of OpenTelemetry's standard variables that its SDK leaves to the program; it reads all others itself.</summary>
internal static class OpenTelemetryVariables
{
    private const string Exporter = "OTEL_METRICS_EXPORTER";

    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];

    /// <summary>Nothing is measured, and <c>/metrics</c> is not there.</summary>
    public static bool IsDisabled(IConfiguration configuration) =>
        bool.TryParse(configuration["OTEL_SDK_DISABLED"], out var isDisabled) && isDisabled;

    /// <summary>
    /// Whether metrics are sent by OTLP: where the variable for exporters names it, or says nothing and an endpoint is set. The standard sends them
    /// to this machine where nothing is set at all, which would only log failures where nobody listens.
    /// </summary>
    public static bool SendsMetrics(IConfiguration configuration) => configuration[Exporter] is { Length: > 0 } exporters
        ? exporters.Split(',', StringSplitOptions.TrimEntries).Contains("otlp", StringComparer.OrdinalIgnoreCase)
        : Endpoints.Any(name => !string.IsNullOrEmpty(configuration[name]));
}
