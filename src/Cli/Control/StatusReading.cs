using System.Collections.Immutable;
using System.Text.Json;

namespace ActorServe.Cli.Control;

/// <summary>An application as the admin REST tells of it.</summary>
internal sealed record ApplicationReading(string Name, string Status, string Message, ImmutableArray<DeploymentReading> Deployments, string Lag);

/// <summary>A deployment as the admin REST tells of it.</summary>
internal sealed record DeploymentReading(string Name, string Status, string Message, int Running, int Target);

/// <summary>What the admin REST tells of the applications.</summary>
/// <param name="Version">The number of the targets.</param>
/// <param name="Applications">In the order of the file.</param>
internal sealed record StatusReading(long Version, ImmutableArray<ApplicationReading> Applications)
{
    /// <summary>Reads Ray's shape.</summary>
    public static StatusReading Of(JsonElement status) => new(
        status.GetProperty("version").GetInt64(),
        [.. status.GetProperty("applications").EnumerateObject().Select(a => new ApplicationReading(
            a.Name,
            a.Value.GetProperty("status").GetString()!,
            a.Value.GetProperty("message").GetString() ?? "",
            [.. a.Value.GetProperty("deployments").EnumerateObject().Select(Deployment)],
            Lag(a.Value.GetProperty("gateways"))))]);

    private static DeploymentReading Deployment(JsonProperty deployment) => new(
        deployment.Name,
        deployment.Value.GetProperty("status").GetString()!,
        deployment.Value.GetProperty("message").GetString() ?? "",
        deployment.Value.GetProperty("replicas").EnumerateArray().Count(r => r.GetProperty("state").GetString() == "RUNNING"),
        deployment.Value.GetProperty("target_num_replicas").GetInt32());

    private static string Lag(JsonElement gateways)
    {
        var known = gateways.EnumerateArray().Select(g => g.GetProperty("lag").GetInt64()).Where(lag => lag >= 0).ToList();
        return known.Count == 0 ? "" : Serving.Words.Of((double)known.Sum());
    }
}
