using System.CommandLine;
using System.Reflection;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.Completion;

/// <summary>
/// <c>actorserve completion SHELL</c> prints what has a shell complete <c>actorserve</c>; that asks the hidden <c>complete</c>.
/// </summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Shells = new()
    {
        ["bash"] = "source <(actorserve completion bash)",
        ["zsh"] = "source <(actorserve completion zsh)",
        ["powershell"] = "actorserve completion powershell | Out-String | Invoke-Expression",
    };

    /// <summary><c>completion</c>.</summary>
    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or powershell." };
        shell.AcceptOnlyFromAmong([.. Shells.Keys]);
        var how = string.Join("; ", Shells.Values);
        var command = new Command("completion", $"Prints a script that has a shell complete actorserve: {how}.") { shell };
        command.SetAction(async (parsed, stopping) =>
        {
            // As it is, without the colours and line breaks of a screen.
            await terminal.Output.WriteAsync(Script(parsed.GetRequiredValue(shell)).AsMemory(), stopping);
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary><c>complete LINE</c>: a word a line, and nothing at all where something goes wrong.</summary>
    /// <param name="terminal">Where they are written.</param>
    /// <param name="root">Asked when the command runs, once all others are there.</param>
    public static Command CreateComplete(Terminal terminal, Func<RootCommand> root)
    {
        var line = new Argument<string>("LINE") { Description = "The command line up to the cursor, with the program's name." };
        var command = new Command("complete", "Prints what the last word of a command line may become; for shells.") { line };
        command.Hidden = true;
        command.SetAction(async (parsed, stopping) =>
        {
            try
            {
                foreach (var word in Completions.Of(root(), parsed.GetRequiredValue(line)))
                    await terminal.Output.WriteLineAsync(word.AsMemory(), stopping);
            }
            catch (InvalidOperationException)
            {
                // What checks a command line may stumble over one that is half written.
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>The script for a shell.</summary>
    public static string Script(string shell)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"completion.{shell}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
