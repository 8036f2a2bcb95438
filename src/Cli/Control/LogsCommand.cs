using System.CommandLine;
using ActorServe.Cli.Commands;
using ActorServe.Cli.Completion;
using ActorServe.Cli.Terminals;
using ActorServe.Shared.Programs.Logs;
using ActorServe.Shared.Protocol;

namespace ActorServe.Cli.Control;

/// <summary><c>actorserve logs</c>: what nodes logged lately, and from now on.</summary>
internal static class LogsCommand
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var node = new Argument<string?>("NODE")
        {
            Description = "One node, as HOST:PORT; without it all.", Arity = ArgumentArity.ZeroOrOne,
        };
        node.CompletionSources.Add(SeedNames.Members);
        var follow = new Option<bool>("--follow") { Description = "Goes on with what is logged from now on, until Ctrl-C." };
        var json = new Option<bool>("--json") { Description = "Prints each line as a JSON object." };
        var (level, tail) = (Level(), Tail());
        return ControlCommand.Create(
            "logs", "Shows what the nodes of a cluster logged lately; all of it is where their supervisors put it.",
            terminal, [node, level, tail, follow, json],
            (parsed, client, stopping) =>
            {
                var query = QueryOf(parsed.GetValue(node), parsed.GetValue(level));
                var asking = new Asking(query, parsed.GetValue(json), client, terminal);
                return parsed.GetValue(follow)
                    ? FollowAsync(asking, parsed.GetValue(tail), terminal, stopping)
                    : ShowAsync(asking, parsed.GetValue(tail), stopping);
            });
    }

    private static Option<string?> Level()
    {
        var level = new Option<string?>("--level")
        {
            HelpName = "L", Description = $"Lines of this level or a higher one: {string.Join(", ", LogLineJson.Words)}.",
        };
        level.AcceptOnlyFromAmong([.. LogLineJson.Words]);
        return level;
    }

    private static Option<int> Tail() => Options.Whole(
        new Option<int>("--tail")
        {
            HelpName = "N", DefaultValueFactory = _ => 100, Description = $"The newest N lines, {LogProtocol.MostLines} at most.",
        },
        1, LogProtocol.MostLines);

    private static async Task<int> ShowAsync(Asking asking, int tail, CancellationToken stopping)
    {
        await asking.AskAsync(tail, stopping);
        return asking.HasAnswers ? ExitCodes.Ok : throw new CommandFailedException("no node answered");
    }

    private static async Task<int> FollowAsync(Asking asking, int tail, Terminal terminal, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Period, terminal.Time);
        try
        {
            await asking.AskAsync(tail, stopping);
            while (await timer.WaitForNextTickAsync(stopping))
            {
                terminal.ThrowIfReaderGone();
                await asking.TryAskAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // That is how it ends.
        }

        return ExitCodes.Ok;
    }

    private static string QueryOf(string? node, string? level) =>
        $"{(node is null ? "" : $"node={Uri.EscapeDataString(node)}&")}{(level is null ? "" : $"level={level}&")}";

    /// <summary>One question after another, each behind what the last one brought.</summary>
    private sealed class Asking(string query, bool isJson, AdminClient client, Terminal terminal)
    {
        private readonly LogsReading _reading = new();
        private bool _isAway;

        public bool HasAnswers => _reading.HasAnswers;

        public async Task AskAsync(int most, CancellationToken stopping)
        {
            var answer = await client.GetLogsAsync($"{query}tail={most}{_reading.After}", stopping);
            foreach (var gap in _reading.Take(answer)) terminal.WriteError($"warning: {gap}");
            foreach (var line in answer.GetProperty("lines").EnumerateArray())
                terminal.WriteRaw(isJson ? LogsReading.Json(line) : LogsReading.Text(line));
        }

        /// <summary>A seed or node that is away may be one that is restarted: its lines are read when it is back.</summary>
        public async Task TryAskAsync(CancellationToken stopping)
        {
            try
            {
                await AskAsync(LogProtocol.MostLines, stopping);
                _isAway = false;
            }
            catch (CommandFailedException away)
            {
                if (!_isAway) terminal.WriteError($"warning: {away.Message}");
                _isAway = true;
            }
        }
    }
}
