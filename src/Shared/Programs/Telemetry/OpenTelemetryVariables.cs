using System.Globalization;
using ActorServe.Shared.Telemetry;
using Microsoft.Extensions.Configuration;

namespace ActorServe.Shared.Programs.Telemetry;

/// <summary>Those of OpenTelemetry's standard variables that its SDK leaves to the program; it reads all others itself.</summary>
internal static class OpenTelemetryVariables
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string MetricsEndpoint = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    private const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private const string SamplerName = "OTEL_TRACES_SAMPLER";
    private const string SamplerArgument = "OTEL_TRACES_SAMPLER_ARG";

    /// <summary>Nothing is measured, and <c>/metrics</c> is not there.</summary>
    public static bool IsDisabled(IConfiguration configuration) =>
        bool.TryParse(configuration["OTEL_SDK_DISABLED"], out var isDisabled) && isDisabled;

    /// <summary>
    /// Whether metrics are sent by OTLP: where the variable for exporters names it, or says nothing and an endpoint is set. The standard
    /// sends them to this machine where nothing is set at all, which would only log failures where nobody listens.
    /// </summary>
    public static bool SendsMetrics(IConfiguration configuration) =>
        Sends(configuration, "OTEL_METRICS_EXPORTER", MetricsEndpoint);

    /// <summary>Whether traces are, by the same rule.</summary>
    public static bool SendsTraces(IConfiguration configuration) =>
        Sends(configuration, "OTEL_TRACES_EXPORTER", TracesEndpoint);

    /// <summary>Where metrics go, where they have an address of their own, which is taken as it is; null where they have none.</summary>
    public static Uri? EndpointOfMetrics(IConfiguration configuration) => AddressIn(configuration[MetricsEndpoint]);

    /// <summary>Where traces go, likewise.</summary>
    public static Uri? EndpointOfTraces(IConfiguration configuration) => AddressIn(configuration[TracesEndpoint]);

    /// <summary>The sampler that is chosen; null where none is.</summary>
    public static string? Sampler(IConfiguration configuration) => configuration[SamplerName] is { Length: > 0 } sampler ? sampler : null;

    /// <summary>Its argument; 1 where it has none, as the standard has it.</summary>
    public static double SamplerRatio(IConfiguration configuration) =>
        double.TryParse(configuration[SamplerArgument], NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) ? ratio : 1;

    /// <summary>
    /// What is wrong with the addresses of signals that are sent, and with the choice of a sampler: the SDK would send to this machine, or
    /// record everything, instead. What does not count is not looked at.
    /// </summary>
    public static IReadOnlyList<string> Problems(IConfiguration configuration) =>
        [.. ProblemsOfMetrics(configuration).Concat(ProblemsOfTraces(configuration)).Distinct()];

    /// <summary>The same of traces alone, for a process that has no metrics to send.</summary>
    public static IEnumerable<string> ProblemsOfTraces(IConfiguration configuration) => !SendsTraces(configuration) ? [] :
    [
        .. ProblemsOfAddress(configuration, TracesEndpoint),
        .. Sampler(configuration) is { } sampler ? ProblemsOf(sampler, configuration[SamplerArgument]) : [],
    ];

    private static IEnumerable<string> ProblemsOfMetrics(IConfiguration configuration) =>
        SendsMetrics(configuration) ? ProblemsOfAddress(configuration, MetricsEndpoint) : [];

    // An address of a signal's own leaves that of all signals without a meaning for it.
    private static IEnumerable<string> ProblemsOfAddress(IConfiguration configuration, string own)
    {
        var name = string.IsNullOrEmpty(configuration[own]) ? Endpoint : own;
        var text = configuration[name];
        return string.IsNullOrEmpty(text) || AddressIn(text) is not null ? [] : [$"{name} is '{text}'; expected http://HOST:PORT"];
    }

    private static IEnumerable<string> ProblemsOf(string sampler, string? ratio)
    {
        if (!TraceSampling.Samplers.Contains(sampler, StringComparer.OrdinalIgnoreCase))
            yield return $"{SamplerName} is '{sampler}'; expected {string.Join(", ", TraceSampling.Samplers)}";
        if (ratio is { Length: > 0 } && !IsRatio(ratio)) yield return $"{SamplerArgument} is '{ratio}'; expected a number from 0 to 1";
    }

    private static Uri? AddressIn(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    private static bool IsRatio(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1;

    private static bool Sends(IConfiguration configuration, string exporter, string endpoint)
    {
        if (IsDisabled(configuration)) return false;
        return configuration[exporter] is { Length: > 0 } exporters
            ? exporters.Split(',', StringSplitOptions.TrimEntries).Contains("otlp", StringComparer.OrdinalIgnoreCase)
            : !string.IsNullOrEmpty(configuration[endpoint]) || !string.IsNullOrEmpty(configuration[Endpoint]);
    }
}
