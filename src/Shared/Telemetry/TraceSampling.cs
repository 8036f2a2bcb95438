namespace ActorServe.Shared.Telemetry;

/// <summary>
/// What the sampler may want recorded, known before it is asked: a record that it can only refuse must not cost the question.
/// </summary>
/// <param name="BeginsTraces">A record or request that brings no trace may begin one.</param>
/// <param name="IgnoresParents">One whose trace is not recorded where it comes from may be recorded here.</param>
public sealed record TraceSampling(bool BeginsTraces, bool IgnoresParents)
{
    /// <summary>The part of those that bring no trace which begins one.</summary>
    /// <value>1: the sampler alone decides.</value>
    public double Ratio { get; init; } = 1;

    /// <summary>A number from 0 to 1, from any thread; needed where there is a ratio.</summary>
    public Func<double>? Draw { get; init; }

    /// <summary>Only traces that are recorded where they come from: what counts where no sampler is chosen.</summary>
    public static TraceSampling ByParent { get; } = new(BeginsTraces: false, IgnoresParents: false);

    /// <summary>The samplers that OpenTelemetry's standard variable may name.</summary>
    public static IReadOnlyList<string> Samplers { get; } =
        ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"];

    /// <summary>What a sampler may want.</summary>
    /// <param name="sampler">One of <see cref="Samplers"/>, however it is written.</param>
    /// <param name="ratio">Its argument.</param>
    /// <param name="draw">A number from 0 to 1, from any thread.</param>
    public static TraceSampling Of(string? sampler, double ratio, Func<double> draw) => sampler?.ToLowerInvariant() switch
    {
        "always_on" or "traceidratio" => new TraceSampling(BeginsTraces: true, IgnoresParents: true),
        "parentbased_always_on" => new TraceSampling(BeginsTraces: true, IgnoresParents: false),
        "parentbased_traceidratio" => new TraceSampling(BeginsTraces: true, IgnoresParents: false) { Ratio = ratio, Draw = draw },
        _ => ByParent,
    };

    /// <summary>
    /// Whether one that brings no trace may begin one. Drawn here where there is a ratio: the sampler wants an id first, and that for each
    /// of a hundred thousand records a second costs more than all else that is done for most of them.
    /// </summary>
    public bool MayBegin() => BeginsTraces && (Ratio >= 1 || Draw?.Invoke() < Ratio);
}
