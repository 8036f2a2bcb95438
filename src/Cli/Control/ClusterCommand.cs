using System.CommandLine;
using System.Text.Json;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.Control;

/// <summary><c>actorserve cluster</c>: the members, as a seed sees them.</summary>
internal static class ClusterCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var json = ControlCommand.Json();
        return ControlCommand.Create("cluster", "Shows a cluster's members.", [json], async (parsed, client, stopping) =>
        {
            var answer = await client.GetClusterAsync(stopping);
            if (parsed.GetValue(json)) ControlCommand.Write(terminal, answer);
            else Show(answer, terminal);
            return ExitCodes.Ok;
        });
    }

    private static void Show(JsonElement cluster, Terminal terminal)
    {
        var controller = cluster.GetProperty("controller").GetString();
        var rows = cluster.GetProperty("members").EnumerateArray().Select(member => (IReadOnlyList<string>)
        [
            member.GetProperty("address").GetString()!,
            string.Join(",", member.GetProperty("roles").EnumerateArray().Select(r => r.GetString())),
            member.GetProperty("status").GetString()!,
            member.GetProperty("reachable").GetBoolean() ? "" : "unreachable",
            member.GetProperty("address").GetString() == controller ? "controller" : "",
        ]);
        foreach (var line in TextTable.Lines(["ADDRESS", "ROLES", "STATUS", "", ""], rows)) terminal.WriteLine(line);
    }
}
