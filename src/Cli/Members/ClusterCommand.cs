using System.CommandLine;
using ActorServe.Cli.Control;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.Members;

/// <summary><c>actorserve cluster</c>: the members, as a seed sees them, and what can be done with them.</summary>
internal static class ClusterCommand
{
    /// <summary>The command, which alone does what <c>cluster show</c> does.</summary>
    public static Command Create(Terminal terminal)
    {
        // The same everywhere, so that they may stand before the word behind cluster, too.
        var (seed, json) = (new ConnectionOptions(), ControlCommand.Json());
        var cluster = CreateShow("cluster", "Shows a cluster's members, and controls them.", terminal, seed, json);
        cluster.Subcommands.Add(CreateShow("show", "Shows a cluster's members; what cluster alone does, too.", terminal, seed, json));
        cluster.Subcommands.Add(CreateStatus(terminal, seed, json));
        cluster.Subcommands.Add(LeaveCommand.Create(terminal, seed, json));
        cluster.Subcommands.Add(LeaveCommand.CreateDown(terminal, seed, json));
        cluster.Subcommands.Add(TailCommand.Create(terminal, seed, json));
        return cluster;
    }

    private static Command CreateShow(string name, string description, Terminal terminal, ConnectionOptions seed, Option<bool> json) =>
        ControlCommand.Create(name, description, terminal, seed, [json], async (parsed, client, stopping) =>
        {
            var answer = await client.GetClusterAsync(stopping);
            if (parsed.GetValue(json)) terminal.WriteJson(answer);
            else Show(ClusterReading.Of(answer), terminal);
            return ExitCodes.Ok;
        });

    private static void Show(ClusterReading cluster, Terminal terminal)
    {
        string[] head = ["ADDRESS", "ROLES", "STATUS", "AGE", "VERSION", "", ""];
        var rows = cluster.Members.Select(member => (IReadOnlyList<string>)
        [
            member.Address, string.Join(",", member.Roles), member.Status, member.Age, member.Version,
            member.IsReachable ? "" : "unreachable", member.Address == cluster.Controller ? "controller" : "",
        ]);
        foreach (var line in TextTable.Lines(head, rows)) terminal.WriteLine(line);
    }

    private static Command CreateStatus(Terminal terminal, ConnectionOptions seed, Option<bool> json) => ControlCommand.Create(
        "status", "Tells in a line whether all is well with a cluster's members. Exit code 0 where it is, 1 where it is not.",
        terminal, seed, [json],
        async (parsed, client, stopping) =>
        {
            var verdict = ClusterVerdict.Of(ClusterReading.Of(await client.GetClusterAsync(stopping)));
            var told = new { ok = verdict.IsWell, faults = verdict.Faults, message = verdict.Line };
            if (parsed.GetValue(json)) terminal.WriteJson(told);
            else terminal.WriteLine(verdict.Line);
            return verdict.IsWell ? ExitCodes.Ok : ExitCodes.Failed;
        });
}
