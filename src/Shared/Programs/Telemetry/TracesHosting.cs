using System.Security.Cryptography;
using ActorServe.Shared.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ActorServe.Shared.Programs.Telemetry;

/// <summary>
/// Traces as a process sends them: by OTLP, where OpenTelemetry's standard variables ask for it. Elsewhere nobody listens, and no span is
/// made.
/// </summary>
public static class TracesHosting
{
    // Ours, whatever the program.
    private const string Sources = "ActorServe.*";

    private static readonly ThreadLocal<Random> _random = new(() => new Random(RandomNumberGenerator.GetInt32(int.MaxValue)));

    /// <summary>Sends the spans of ActorServe in a process that is no node of its own, under this name.</summary>
    /// <exception cref="OptionsValidationException">The variables name no sampler that there is.</exception>
    public static void AddTraces(this IHostApplicationBuilder builder, string service)
    {
        if (!OpenTelemetryVariables.SendsTraces(builder.Configuration)) return;
        if (OpenTelemetryVariables.ProblemsOfTraces(builder.Configuration).ToList() is { Count: > 0 } problems)
            throw new OptionsValidationException(service, typeof(TraceSampling), problems);

        builder.AddNodeTraces();
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.Clear().AddService(service).AddTelemetrySdk().AddEnvironmentVariableDetector());
    }

    /// <summary>Sends the spans of ActorServe in this process, and says which the sampler may want.</summary>
    internal static void AddNodeTraces(this IHostApplicationBuilder builder)
    {
        if (!OpenTelemetryVariables.SendsTraces(builder.Configuration)) return;

        var sampler = OpenTelemetryVariables.Sampler(builder.Configuration);
        var sampling = TraceSampling.Of(
            sampler, OpenTelemetryVariables.SamplerRatio(builder.Configuration), () => _random.Value!.NextDouble());
        builder.Services.AddSingleton(sampling);
        builder.Services.AddOpenTelemetry().WithTracing(traces =>
        {
            traces.AddSource(Sources).AddOtlpExporter(exporter =>
            {
                // The SDK reads the address of all signals alone.
                if (OpenTelemetryVariables.EndpointOfTraces(builder.Configuration) is { } own) exporter.Endpoint = own;
            });
            // The standard's default would record every record there is.
            if (sampler is null) traces.SetSampler(new ParentBasedSampler(new AlwaysOffSampler()));
            // Drawn already: whoever asks now is one of the part.
            else if (sampling.Ratio < 1) traces.SetSampler(new ParentBasedSampler(new AlwaysOnSampler()));
        });
    }
}
