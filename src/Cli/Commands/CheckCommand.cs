using System.CommandLine;
using ActorServe.Cli.Control;
using ActorServe.Cli.Serving;
using ActorServe.Cli.Terminals;
using ActorServe.Shared.Configuration;

namespace ActorServe.Cli.Commands;

/// <summary><c>actorserve check FILE</c>: everything that is wrong with an application file, without running it.</summary>
internal static class CheckCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "The application file, YAML or JSON." };
        var json = ControlCommand.Json("Prints problems, warnings and what was found as a JSON object.");
        var command = new Command("check", "Checks an application file and prints every problem with its line.") { file, json };
        command.SetAction((parsed, _) => parsed.GetValue(json)
            ? PrintAsync(parsed.GetRequiredValue(file), terminal)
            : CheckAsync(parsed.GetRequiredValue(file), terminal));
        return command;
    }

    private static async Task<int> CheckAsync(string file, Terminal terminal)
    {
        if (FileReport.Read(file, terminal) is not { Config: { } config } read) return ExitCodes.Usage;

        var models = await ModelFiles.LookAsync(config);
        foreach (var found in models.Where(model => model.CanServe)) terminal.WriteLine($"{found.Deployment}: {found.Text}");
        if (FileReport.RefuseModels(file, read, models, terminal)) return ExitCodes.Usage;

        terminal.WriteLine($"ok: {FileReport.Summary(config)}");
        return ExitCodes.Ok;
    }

    private static async Task<int> PrintAsync(string file, Terminal terminal)
    {
        var read = ApplicationFileReader.Read(file);
        var models = read.Config is { } config ? await ModelFiles.LookAsync(config) : [];
        List<ConfigProblem> problems = [.. read.Problems, .. FileReport.Refused(read, models)];
        terminal.WriteJson(new
        {
            problems = problems.Select(Json),
            warnings = read.Warnings.Select(Json),
            deployments = models.Where(model => model.CanServe).Select(model => new { name = $"{model.Deployment}", found = model.Text }),
        });
        return problems.Count == 0 ? ExitCodes.Ok : ExitCodes.Usage;
    }

    // As the admin REST tells them.
    private static object Json(ConfigProblem problem) => new { path = problem.Path, line = problem.Line, message = problem.Message };
}
