using ActorServe.Cli.Terminals;
using ActorServe.Shared.Configuration;

namespace ActorServe.Cli.Serving;

/// <summary>Reads an application file and prints what is wrong with it, as compilers do: file, line, what.</summary>
internal static class FileReport
{
    /// <summary>What the file says, or null where it has problems, which are printed then.</summary>
    public static ApplicationFileResult? Read(string file, Terminal terminal)
    {
        var result = ApplicationFileReader.Read(file);
        foreach (var warning in result.Warnings) terminal.WriteError(Line(file, warning, "warning: "));
        foreach (var problem in result.Problems) terminal.WriteError(Line(file, problem, ""));
        if (result.Config is null) terminal.WriteError(Words.Count(result.Problems.Length, "problem"));
        return result.Config is null ? null : result;
    }

    /// <summary>Prints the models and classes that cannot be served, where they stand in the file. False where there are none.</summary>
    public static bool RefuseModels(string file, ApplicationFileResult read, IReadOnlyCollection<FoundModel> models, Terminal terminal)
    {
        var refused = Refused(read, models);
        foreach (var problem in refused) terminal.WriteError(Line(file, problem, ""));
        if (refused.Count > 0) terminal.WriteError(Words.Count(refused.Count, "problem"));
        return refused.Count > 0;
    }

    /// <summary>The models and classes that cannot be served, as problems of the lines that name them.</summary>
    public static List<ConfigProblem> Refused(ApplicationFileResult read, IEnumerable<FoundModel> models) =>
    [
        .. models.Where(model => !model.CanServe)
            .Select(model => new ConfigProblem(model.Path, read.Lines.GetValueOrDefault(model.Path, 1), model.Text)),
    ];

    /// <summary>How much the file has.</summary>
    public static string Summary(ServeConfig config) =>
        $"{Words.Count(config.Applications.Length, "application")}, "
        + Words.Count(config.Applications.Sum(a => a.Deployments.Length), "deployment");

    private static string Line(string file, ConfigProblem problem, string kind) =>
        $"{file}:{problem.Line}: {kind}{(problem.Path.Length > 0 ? problem.Path + ": " : "")}{problem.Message}";
}
