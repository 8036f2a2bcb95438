using System.CommandLine;
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
        var command = new Command("check", "Checks an application file and prints every problem with its line.") { file };
        command.SetAction((parsed, _) => CheckAsync(parsed.GetRequiredValue(file), terminal));
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
}
