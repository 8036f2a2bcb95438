using System.CommandLine;
using System.Text.Json;
using ActorServe.Cli.Serving;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.Control;

/// <summary><c>actorserve deploy FILE</c>: has the cluster run what a file says, and nothing else.</summary>
internal static class DeployCommand
{
    /// <summary>How long it waits for everything to run, in seconds.</summary>
    public const double DefaultTimeout = 600;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "The application file. Relative paths in it are below each replica node's model root.",
        };
        var noWait = new Option<bool>("--no-wait") { Description = "Ends when the cluster has taken the file." };
        var timeout = ControlCommand.Timeout("everything to run", DefaultTimeout);
        var json = ControlCommand.Json();
        return ControlCommand.Create(
            "deploy", "Deploys an application file to a cluster, and waits until it runs.", terminal, [file, noWait, timeout, json],
            (parsed, client, stopping) =>
            {
                var wait = new DeployWait(client, terminal, TimeSpan.FromSeconds(parsed.GetValue(timeout) ?? DefaultTimeout))
                {
                    IsJson = parsed.GetValue(json),
                };
                return DeployAsync(parsed.GetRequiredValue(file), wait, terminal, parsed.GetValue(noWait), stopping);
            });
    }

    private static async Task<int> DeployAsync(string file, DeployWait wait, Terminal terminal, bool noWait, CancellationToken stopping)
    {
        if (FileReport.Read(file, terminal) is not { Config: { } config } read) return ExitCodes.Usage;

        var answer = await wait.UntilTakenAsync(read.Text, stopping);
        if (!answer.IsSuccess) return Refuse(file, answer, terminal);

        if (!wait.IsJson) terminal.WriteLine($"deployed: {FileReport.Summary(config)}, targets {answer.Body.GetProperty("version")}");
        return await EndAsync(answer, wait, terminal, noWait, stopping);
    }

    /// <summary>The targets are taken: waits until they run, where that is wanted.</summary>
    public static async Task<int> EndAsync(AdminAnswer taken, DeployWait wait, Terminal terminal, bool noWait, CancellationToken stopping)
    {
        if (noWait)
        {
            if (wait.IsJson) terminal.WriteJson(taken.Body);
            return ExitCodes.Ok;
        }

        var version = taken.Body.GetProperty("version").GetInt64();
        return await wait.UntilRunningAsync(version, stopping) ? ExitCodes.Ok : ExitCodes.Failed;
    }

    /// <summary>Prints why a seed did not take targets.</summary>
    // The seed may know less, or more, than this program: its word counts.
    public static int Refuse(string file, AdminAnswer answer, Terminal terminal)
    {
        if (answer.Status != 400 || !answer.Body.TryGetProperty("problems", out var problems)) return ControlCommand.Fail(terminal, answer);

        foreach (var problem in problems.EnumerateArray())
            terminal.WriteError($"{file}:{Text(problem, "line")}: {Text(problem, "path")}: {Text(problem, "message")}");
        return ExitCodes.Usage;
    }

    private static string Text(JsonElement problem, string name) => problem.GetProperty(name).ToString();
}
