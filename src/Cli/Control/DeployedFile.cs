using System.Text.Json;
using System.Text.Json.Nodes;
using ActorServe.Shared.Configuration.Reading;

namespace ActorServe.Cli.Control;

/// <summary>What was deployed, as an application file.</summary>
internal static class DeployedFile
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = YamlSafeEncoder.Instance };

    /// <summary>The file.</summary>
    /// <param name="status">What a seed answers of the applications.</param>
    public static JsonObject Of(JsonElement status)
    {
        var configs = status.GetProperty("applications").EnumerateObject()
            .Select(a => a.Value.GetProperty("deployed_app_config")).Where(config => config.ValueKind == JsonValueKind.Object);
        return new JsonObject { ["applications"] = new JsonArray([.. configs.Select(config => (JsonNode?)JsonObject.Create(config))]) };
    }

    /// <summary>As text that a seed reads.</summary>
    public static string TextOf(JsonObject file) => file.ToJsonString(Readable);
}
