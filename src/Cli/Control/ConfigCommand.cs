using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.Control;

/// <summary><c>actorserve config</c>: what was deployed, as a file that can be deployed again.</summary>
internal static class ConfigCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => ControlCommand.Create(
        "config", "Prints what was deployed to a cluster as an application file, in JSON.", [ControlCommand.Json()], async (_, client, stopping) =>
        {
            var answer = await client.GetApplicationsAsync(stopping);
            var configs = answer.GetProperty("applications").EnumerateObject()
                .Select(a => a.Value.GetProperty("deployed_app_config")).Where(config => config.ValueKind == JsonValueKind.Object);
            var file = new JsonObject { ["applications"] = new JsonArray([.. configs.Select(config => (JsonNode?)JsonObject.Create(config))]) };
            ControlCommand.Write(terminal, JsonSerializer.SerializeToElement(file));
            return ExitCodes.Ok;
        });
}
