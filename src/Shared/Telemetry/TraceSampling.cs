namespace ActorServe.Shared.Telemetry;

/// <summary>
/// What the sampler may want recorded, known before it is asked: a record that it can only refuse must not cost the question.
/// </summary>
/// <param name="BeginsTraces">A record or request that brings no trace may begin one.</param>
/// <param name="IgnoresParents">One whose trace is not recorded where it comes from may be recorded here.</param>
public sealed record TraceSampling(bool BeginsTraces, bool IgnoresParents)
{
    /// <summary>Only traces that are recorded where they come from: what counts where no sampler is chosen.</summary>
    public static TraceSampling ByParent { get; } = new(BeginsTraces: false, IgnoresParents: false);

    /// <summary>The samplers that OpenTelemetry's standard variable may name.</summary>
    public static IReadOnlyList<string> Samplers { get; } =
        ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"];

    /// <summary>What a sampler may want.</summary>
    /// <param name="sampler">One of <see cref="Samplers"/>, however it is written.</param>
    public static TraceSampling Of(string? sampler) => sampler?.ToLowerInvariant() switch
    {
        "always_on" or "traceidratio" => new TraceSampling(BeginsTraces: true, IgnoresParents: true),
        "parentbased_always_on" or "parentbased_traceidratio" => new TraceSampling(BeginsTraces: true, IgnoresParents: false),
        _ => ByParent,
    };
}
