using System.Collections.Immutable;

namespace ActorServe.Shared.Configuration.Reading;

/// <summary>Collects what is wrong with a file, so that all of it is told at once.</summary>
internal sealed class ProblemList
{
    /// <summary>More would help nobody, and a hostile file could ask for a million.</summary>
    internal const int MaxProblems = 200;

    private readonly List<ConfigProblem> _errors = [];
    private readonly List<ConfigProblem> _warnings = [];

    /// <summary>The file cannot be used.</summary>
    public void Error(string path, int line, string message) => _errors.Add(new ConfigProblem(path, line, message));

    /// <summary>The file can be used, and says something that is probably not meant.</summary>
    public void Warning(string path, int line, string message) => _warnings.Add(new ConfigProblem(path, line, message));

    /// <summary>The outcome of reading a file.</summary>
    public ApplicationFileResult ResultFor(ServeConfig? config) =>
        new(_errors.Count == 0 ? config : null, ByLine(_errors), ByLine(_warnings));

    private static ImmutableArray<ConfigProblem> ByLine(List<ConfigProblem> problems)
    {
        var ordered = problems.OrderBy(problem => problem.Line).ToList();
        if (ordered.Count <= MaxProblems) return [.. ordered];

        var first = ordered[MaxProblems];
        return [.. ordered.Take(MaxProblems), first with { Message = $"and {ordered.Count - MaxProblems} more problems from here on" }];
    }
}
