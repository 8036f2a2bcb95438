using System.CommandLine;
using ActorServe.Cli.Inspecting;
using ActorServe.Cli.Serving;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.Control;

/// <summary><c>actorserve status</c>: what runs, and what does not and why.</summary>
internal static class StatusCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var json = ControlCommand.Json();
        return ControlCommand.Create("status", "Shows what a cluster runs.", terminal, [json], async (parsed, client, stopping) =>
        {
            var answer = await client.GetApplicationsAsync(stopping);
            if (parsed.GetValue(json)) terminal.WriteJson(answer);
            else Show(ServingReading.Of(answer), terminal);
            return ExitCodes.Ok;
        });
    }

    private static void Show(ServingReading status, Terminal terminal)
    {
        if (status.Applications.IsEmpty)
        {
            terminal.WriteLine("no application is deployed");
            return;
        }

        string[] head = ["APPLICATION", "DEPLOYMENT", "STATUS", "REPLICAS", "LAG", "MESSAGE"];
        foreach (var line in TextTable.Lines(head, status.Applications.SelectMany(Rows))) terminal.WriteLine(line);
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(ServedReading application)
    {
        yield return
        [
            application.Name, "", application.Status, "", application.Lag is { } lag ? Words.Of((double)lag) : "", application.Message,
        ];
        foreach (var deployment in application.Deployments)
            yield return ["", deployment.Name, deployment.Status, $"{deployment.Running}/{deployment.Target}", "", deployment.Message];
    }
}
