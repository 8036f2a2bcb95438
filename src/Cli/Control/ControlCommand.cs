using System.CommandLine;
using System.Text.Json;
using ActorServe.Cli.Commands;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.Control;

/// <summary>What all commands that ask a seed have in common.</summary>
internal static class ControlCommand
{
    /// <summary>A command with <c>--address</c>, <c>--token-file</c> and <c>--ca-file</c>.</summary>
    public static Command Create(
        string name, string description, Terminal terminal, IEnumerable<Symbol> symbols,
        Func<ParseResult, AdminClient, CancellationToken, Task<int>> run) =>
        Create(name, description, terminal, new ConnectionOptions(), symbols, run);

    /// <summary>A command that has its options of a seed in common with others, so that they may stand before or behind its name.</summary>
    public static Command Create(
        string name, string description, Terminal terminal, ConnectionOptions seed, IEnumerable<Symbol> symbols,
        Func<ParseResult, AdminClient, CancellationToken, Task<int>> run)
    {
        var (address, tokenFile, caFile) = (seed.Address, seed.TokenFile, seed.CaFile);
        var command = new Command(name, description) { address, tokenFile, caFile };
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) command.Arguments.Add(argument);
            else if (symbol is Option option) command.Options.Add(option);
        }

        command.SetAction(async (parsed, stopping) =>
        {
            using var client = new AdminClient(
                AdminConnection.Of(parsed.GetValue(address), parsed.GetValue(tokenFile), parsed.GetValue(caFile)), terminal.Time);
            return await run(parsed, client, stopping);
        });
        return command;
    }

    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json(string description = "Prints what the seed answered, in JSON.") =>
        new("--json") { Description = description };

    /// <summary><c>--timeout</c>.</summary>
    public static Option<double?> Timeout(string what, double otherwise) => Options.Positive(new Option<double?>("--timeout")
    {
        HelpName = "S",
        Description = $"Waits at most so many seconds for {what}; {otherwise} by default.",
    });

    /// <summary>Prints what a seed says after it did something: the state that it led to, where that is asked for, else a line.</summary>
    public static async Task<int> EndAsync(Terminal terminal, AdminClient client, bool json, string line, CancellationToken stopping)
    {
        if (json) terminal.WriteJson(await LookAsync(client, line, stopping));
        else terminal.WriteLine(line);
        return ExitCodes.Ok;
    }

    private static async Task<JsonElement> LookAsync(AdminClient client, string done, CancellationToken stopping)
    {
        try
        {
            return await client.GetApplicationsAsync(stopping);
        }
        catch (CommandFailedException failure)
        {
            throw new CommandFailedException($"{done}; what that led to is not known: {failure.Message}", failure.ExitCode, failure);
        }
    }

    /// <summary>Prints why a seed did not do something.</summary>
    public static int Fail(Terminal terminal, AdminAnswer answer)
    {
        terminal.WriteError($"error: {answer.Error}");
        return ExitCodes.Failed;
    }
}

/// <summary>Which seed a command asks.</summary>
internal sealed class ConnectionOptions
{
    /// <summary><c>--address</c>.</summary>
    public Option<string?> Address { get; } = AdminConnection.AddressOption();

    /// <summary><c>--token-file</c>.</summary>
    public Option<string?> TokenFile { get; } = AdminConnection.TokenFileOption();

    /// <summary><c>--ca-file</c>.</summary>
    public Option<string?> CaFile { get; } = AdminConnection.CaFileOption();
}
