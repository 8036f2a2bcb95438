using System.CommandLine;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.Control;

/// <summary><c>actorserve config</c>: what was deployed, as a file that can be deployed again.</summary>
internal static class ConfigCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => ControlCommand.Create(
        "config", "Prints what was deployed to a cluster as an application file, in JSON.", terminal, [ControlCommand.Json()],
        async (_, client, stopping) =>
        {
            var answer = await client.GetApplicationsAsync(stopping);
            terminal.WriteRaw(DeployedFile.TextOf(DeployedFile.Of(answer)));
            return ExitCodes.Ok;
        });
}
