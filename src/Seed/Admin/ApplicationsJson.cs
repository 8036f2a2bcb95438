using System.Text.Json;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;

namespace ActorServe.Seed.Admin;

/// <summary>What runs, in the shape that Ray's <c>GET /api/serve/applications/</c> has; what ActorServe knows beyond it stands beside.</summary>
internal static class ApplicationsJson
{
    /// <summary>Writes it all.</summary>
    public static void Write(Utf8JsonWriter json, ServeStatus status, ServeTargets targets)
    {
        using var config = JsonDocument.Parse(ServeConfigJson.Write(targets.Config));
        var configs = config.RootElement.GetProperty("applications").EnumerateArray().ToDictionary(a => a.GetProperty("name").GetString()!);

        json.WriteNumber("version", status.Version);
        json.WriteString("deploy_mode", "MULTI_APP");
        json.WriteString("proxy_location", "EveryNode");
        WriteProxies(json, status);
        json.WriteStartObject("applications");
        foreach (var application in status.Applications)
        {
            json.WriteStartObject(application.Name);
            WriteApplication(json, application, configs.TryGetValue(application.Name, out var deployed) ? deployed : null, targets);
            WriteGateways(json, application.Name, status);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteNull("target_capacity");
    }

    /// <summary>A state as Ray writes it: <c>DEPLOY_FAILED</c>.</summary>
    public static string Word(Enum state) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(state.ToString());

    private static void WriteProxies(Utf8JsonWriter json, ServeStatus status)
    {
        json.WriteStartObject("proxies");
        foreach (var gateway in status.Gateways)
        {
            json.WriteStartObject(gateway.Node.Address);
            WriteNode(json, gateway.Node);
            json.WriteString("status", "HEALTHY");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteApplication(Utf8JsonWriter json, ApplicationDetails application, JsonElement? config, ServeTargets targets)
    {
        json.WriteString("name", application.Name);
        json.WriteString("route_prefix", application.RoutePrefix.Length > 0 ? application.RoutePrefix : null);
        json.WriteNull("docs_path");
        json.WriteString("status", Word(application.Status));
        json.WriteString("message", application.Message);
        json.WriteNumber("last_deployed_time_s", targets.SetAtMs / 1_000m);
        json.WritePropertyName("deployed_app_config");
        if (config is { } deployed) deployed.WriteTo(json);
        else json.WriteNullValue();
        json.WriteString("source", "declarative");
        json.WriteStartObject("deployments");
        foreach (var deployment in application.Deployments)
        {
            json.WriteStartObject(deployment.Id.Name);
            WriteDeployment(json, deployment, ConfigOf(config, deployment.Id), targets);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteDeployment(Utf8JsonWriter json, DeploymentDetails deployment, JsonElement? config, ServeTargets targets)
    {
        json.WriteString("name", deployment.Id.Name);
        json.WriteString("status", Word(deployment.Status));
        json.WriteString("status_trigger", Word(deployment.Trigger));
        json.WriteString("message", deployment.Message);
        json.WritePropertyName("deployment_config");
        if (config is { } deployed) deployed.WriteTo(json);
        else json.WriteNullValue();
        if (targets.Pins.FirstOrDefault(p => p.Key.Deployment == deployment.Id).Model is { } pin)
        {
            json.WriteStartObject("model");
            json.WriteString("version", pin.Version);
            json.WriteString("digest", pin.Digest);
            json.WriteEndObject();
        }

        json.WriteNumber("target_num_replicas", deployment.TargetReplicas);
        json.WriteStartArray("replicas");
        foreach (var replica in deployment.Replicas) WriteReplica(json, replica);
        json.WriteEndArray();
    }

    private static void WriteReplica(Utf8JsonWriter json, ReplicaEntry replica)
    {
        json.WriteStartObject();
        WriteNode(json, replica.Id.Node);
        json.WriteString("actor_name", replica.Path);
        json.WriteString("replica_id", $"{replica.Id.Node.Incarnation:x}-{replica.Id.Number}");
        json.WriteString("state", Word(replica.State));
        json.WriteNumber("max_ongoing_requests", replica.MaxOngoingRequests);
        json.WriteEndObject();
    }

    private static void WriteGateways(Utf8JsonWriter json, string application, ServeStatus status)
    {
        json.WriteStartArray("gateways");
        foreach (var (node, report) in status.Gateways.SelectMany(g => g.Applications.Where(a => a.Application == application).Select(a => (g.Node, a))))
        {
            json.WriteStartObject();
            json.WriteString("node_id", node.Address);
            json.WriteBoolean("serving", report.IsServing);
            json.WriteString("message", report.Message);
            json.WriteNumber("queued_rows", report.QueuedRows);
            json.WriteNumber("ongoing_rows", report.OngoingRows);
            json.WriteNumber("lag", report.Lag);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNode(Utf8JsonWriter json, NodeId node)
    {
        json.WriteString("node_id", node.Address);
        json.WriteString("node_ip", Address.Parse(node.Address).Host);
    }

    private static JsonElement? ConfigOf(JsonElement? application, DeploymentId deployment)
    {
        if (application is not { } config) return null;

        var found = config.GetProperty("deployments").EnumerateArray().FirstOrDefault(d => d.GetProperty("name").GetString() == deployment.Name);
        return found.ValueKind == JsonValueKind.Undefined ? null : found;
    }
}
