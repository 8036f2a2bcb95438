using System.CommandLine;
using System.Globalization;
using ActorServe.Cli.Commands;
using ActorServe.Cli.Control;
using ActorServe.Cli.Terminals;
using ActorServe.Cli.Timing;

namespace ActorServe.Cli.Members;

/// <summary><c>actorserve cluster tail</c>: what becomes of a cluster's members, as it happens.</summary>
internal static class TailCommand
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal, ConnectionOptions seed, Option<bool> json)
    {
        var seconds = Options.Seconds();
        return ControlCommand.Create(
            "tail",
            "Follows a cluster's members until Ctrl-C: joined, up, leaving, removed, unreachable, reachable, and the controller's moves.",
            terminal, seed, [seconds, json], async (parsed, client, stopping) =>
            {
                using var until = new Until(terminal.Time, parsed.GetValue(seconds), stopping);
                var lines = new TailLines(terminal.Time, parsed.GetValue(json));
                await FollowAsync(client, terminal, lines, until);
                return ExitCodes.Ok;
            });
    }

    private static async Task FollowAsync(AdminClient client, Terminal terminal, TailLines lines, Until until)
    {
        try
        {
            // A seed that does not even answer once is most often another address than was meant: that ends it.
            var seen = await client.LookAsync(until.Token);
            terminal.WriteRaw(lines.Of(ClusterVerdict.Of(seen)));
            await FollowAsync(seen, client, terminal, lines, until.Token);
        }
        catch (OperationCanceledException) when (until.Token.IsCancellationRequested)
        {
            // A signal, or the time is over: so it ends.
        }
    }

    private static async Task FollowAsync(
        ClusterReading seen, AdminClient client, Terminal terminal, TailLines lines, CancellationToken ending)
    {
        var away = "";
        while (true)
        {
            await Task.Delay(Period, terminal.Time, ending);
            terminal.ThrowIfReaderGone();
            try
            {
                var now = await client.LookAsync(ending);
                foreach (var change in MembershipChanges.Between(seen, now)) terminal.WriteRaw(lines.Of(change));
                if (away.Length > 0) terminal.WriteError(string.Create(CultureInfo.InvariantCulture, $"{seen.Self} answers again"));
                (seen, away) = (now, "");
            }
            catch (SeedAwayException silent)
            {
                if (away != silent.Message) terminal.WriteError($"{silent.Message}; waiting");
                away = silent.Message;
            }
        }
    }
}
