using System.CommandLine;
using System.Text.Json;
using ActorServe.Cli.Commands;
using ActorServe.Cli.Control;
using ActorServe.Cli.Terminals;
using Spectre.Console;

namespace ActorServe.Cli.Top;

/// <summary><c>actorserve top</c>: everything of a cluster at a glance, again and again.</summary>
internal static class TopCommand
{
    private const double DefaultInterval = 1;

    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var interval = Options.Positive(new Option<double?>("--interval")
        {
            HelpName = "S", Description = $"Asks every S seconds; {DefaultInterval} by default.",
        });
        var once = new Option<bool>("--once") { Description = "Asks twice, an interval apart, prints plain lines, and ends." };
        var json = ControlCommand.Json("Prints a JSON object a line instead.");
        const string Description = "Shows nodes, applications, replicas and partitions, live.";
        return ControlCommand.Create("top", Description, terminal, [interval, once, json], async (parsed, client, stopping) =>
        {
            var asking = new TopAsking(client);
            var (every, asJson) = (TimeSpan.FromSeconds(parsed.GetValue(interval) ?? DefaultInterval), parsed.GetValue(json));
            try
            {
                if (parsed.GetValue(once)) await PrintOnceAsync(asking, every, terminal, asJson, stopping);
                else if (terminal.Screen is not { } screen || asJson) await PrintAsync(asking, every, terminal, asJson, stopping);
                else await new LiveTop(asking, screen, client.Address, every) { HasKeys = terminal.HasKeys }.RunAsync(stopping);
            }
            catch (OperationCanceledException)
            {
                // Ctrl-C is how it ends.
            }

            return ExitCodes.Ok;
        });
    }

    /// <summary>What <c>--json</c> prints of one look.</summary>
    internal static string JsonOf(TopNumbers numbers) => JsonSerializer.Serialize(numbers, Names);

    // The first look has no rates.
    private static async Task PrintOnceAsync(TopAsking asking, TimeSpan every, Terminal terminal, bool json, CancellationToken stopping)
    {
        await asking.LookAsync(stopping);
        await Task.Delay(every, terminal.Time, stopping);
        Print(await asking.LookAsync(stopping), terminal, json);
    }

    private static async Task PrintAsync(TopAsking asking, TimeSpan every, Terminal terminal, bool json, CancellationToken stopping)
    {
        await asking.LookAsync(stopping);
        while (true)
        {
            await Task.Delay(every, terminal.Time, stopping);
            Print(await asking.LookAsync(stopping), terminal, json);
            if (!json) terminal.WriteRaw("");
        }
    }

    private static void Print(TopNumbers numbers, Terminal terminal, bool json) =>
        terminal.WriteRaw(json ? JsonOf(numbers) : string.Join('\n', TopLines.Of(numbers)));
}
