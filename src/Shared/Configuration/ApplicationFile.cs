using System.Collections.Immutable;

namespace ActorServe.Shared.Configuration;

/// <summary>One thing that is wrong with an application file.</summary>
/// <param name="Path">Where it stands, such as <c>applications[0].kafka.input.topic</c>.</param>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Message">The value that was found and what was expected.</param>
public sealed record ConfigProblem(string Path, int Line, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line}: {Path}: {Message}";
}

/// <summary>An application file that was read: either a config, or every problem it has.</summary>
/// <param name="Config">What the file says; null where it has problems.</param>
/// <param name="Problems">Every error, in the order of their lines; empty where there is a config.</param>
/// <param name="Warnings">What is allowed and probably not meant.</param>
public sealed record ApplicationFileResult(
    ServeConfig? Config, ImmutableArray<ConfigProblem> Problems, ImmutableArray<ConfigProblem> Warnings)
{
    /// <summary>The line of each value, by its path: for what is found to be wrong later, such as a model that does not load.</summary>
    public ImmutableDictionary<string, int> Lines { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>What was read, to be handed on: a file may be one that can be read only once. Empty where it is no text.</summary>
    public string Text { get; init; } = "";
}
