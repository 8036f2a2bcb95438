namespace ActorServe.TestSupport.Serving;

/// <summary>What a <see cref="ServedCluster"/> serves, and where its replica nodes find it.</summary>
/// <param name="Application">The application file that it starts with.</param>
/// <param name="ModelRoot">The folder that its models and classes are below.</param>
public sealed record ServedFiles(string Application, string ModelRoot)
{
    /// <summary>Variables of each of its processes.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }
}
