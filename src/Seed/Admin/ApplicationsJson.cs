using System.Text.Json;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;

namespace ActorServe.Seed.Admin;

/// <summary>
/// What runs, in the shape that Ray's <c>GET /api/serve/applications/</c> has; what ActorServe knows beyond it stands beside. What Ray has
/// and ActorServe has not is left out: docs/cli.md lists it.
/// </summary>
internal static class ApplicationsJson
{
    /// <summary>Writes it all.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="status">What the controller knows.</param>
    /// <param name="targets">What should run.</param>
    /// <param name="controller">The address of the controller's node; null where it has none.</param>
    public static void Write(Utf8JsonWriter json, ServeStatus status, ServeTargets targets, string? controller)
    {
        using var config = JsonDocument.Parse(ServeConfigJson.Write(targets.Config));
        var configs = config.RootElement.GetProperty("applications").EnumerateArray().ToDictionary(a => a.GetProperty("name").GetString()!);

        json.WriteNumber("version", status.Version);
        // Of the configs below: the states may be of older or newer targets, and a change of what is read here must not undo one between.
        json.WriteNumber("config_version", targets.ConfigVersion);
        WriteController(json, controller);
        json.WriteString("deploy_mode", "MULTI_APP");
        json.WriteString("proxy_location", "EveryNode");
        WriteProxies(json, status);
        ProcessesJson.Write(json, status);
        var replicas = new ReplicasJson(status);
        json.WriteStartObject("applications");
        foreach (var application in status.Applications)
        {
            json.WriteStartObject(application.Name);
            var deployed = configs.TryGetValue(application.Name, out var found) ? found : (JsonElement?)null;
            WriteApplication(json, application, deployed, targets, replicas);
            GatewaysJson.Write(json, application.Name, status);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteNull("target_capacity");
        // A file replaces all there was: what it does not say has its default again.
        json.WriteBoolean("restores_unset_config_options", true);
    }

    /// <summary>A state as Ray writes it: <c>DEPLOY_FAILED</c>.</summary>
    public static string Word(Enum state) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(state.ToString());

    private static void WriteController(Utf8JsonWriter json, string? controller)
    {
        if (controller is null)
        {
            json.WriteNull("controller_info");
            return;
        }

        json.WriteStartObject("controller_info");
        WriteNode(json, controller);
        json.WriteString("actor_name", $"{controller}/user/{ActorPaths.Controller}/{ActorPaths.Controller}");
        json.WriteEndObject();
    }

    private static void WriteProxies(Utf8JsonWriter json, ServeStatus status)
    {
        json.WriteStartObject("proxies");
        foreach (var gateway in ProxiesOf(status))
        {
            json.WriteStartObject(gateway.Address);
            WriteNode(json, gateway.Address);
            json.WriteString("actor_name", $"{gateway.Address}/user/{ActorPaths.Gateway}");
            json.WriteString("status", Word(gateway.Status));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // An older controller tells of none; one that reports is up.
    private static IEnumerable<ProxyReport> ProxiesOf(ServeStatus status) => !status.Proxies.IsEmpty ? status.Proxies
        : status.Gateways.Select(report => new ProxyReport(report.Node.Address, ProxyStatus.Healthy));

    private static void WriteApplication(
        Utf8JsonWriter json, ApplicationDetails application, JsonElement? config, ServeTargets targets, ReplicasJson replicas)
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
            replicas.Write(json, deployment);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteBoolean("external_scaler_enabled", false);
        WriteTopology(json, application, targets.Config.Applications.FirstOrDefault(a => a.Name == application.Name)?.Ingress);
    }

    private static void WriteTopology(Utf8JsonWriter json, ApplicationDetails application, string? ingress)
    {
        json.WriteStartObject("deployment_topology");
        json.WriteString("app_name", application.Name);
        json.WriteStartObject("nodes");
        foreach (var name in application.Deployments.Select(d => d.Id.Name))
        {
            json.WriteStartObject(name);
            json.WriteString("name", name);
            json.WriteString("app_name", application.Name);
            json.WriteStartArray("outbound_deployments");
            json.WriteEndArray();
            json.WriteBoolean("is_ingress", name == ingress);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteString("ingress_deployment", ingress);
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
        if (PinOf(deployment.Id, targets) is { } pin)
        {
            json.WriteStartObject("model");
            json.WriteString("version", pin.Version);
            json.WriteString("digest", pin.Digest);
            json.WriteEndObject();
        }

        json.WriteNumber("target_num_replicas", deployment.TargetReplicas);
        json.WriteStartObject("required_resources");
        json.WriteEndObject();
    }

    /// <summary>Where something is, in Ray's keys.</summary>
    public static void WriteNode(Utf8JsonWriter json, string address)
    {
        json.WriteString("node_id", address);
        json.WriteString("node_ip", Address.Parse(address).Host);
        json.WriteString("node_instance_id", "");
    }

    // There are those of former versions, too.
    private static ModelPin? PinOf(DeploymentId deployment, ServeTargets targets)
    {
        var application = targets.Config.Applications.FirstOrDefault(a => a.Name == deployment.Application);
        if (application?.Deployments.FirstOrDefault(d => d.Name == deployment.Name) is not { } config) return null;

        var key = new DeploymentKey(deployment, DeploymentDigest.Of(config));
        return targets.Pins.FirstOrDefault(p => p.Key == key).Model;
    }

    private static JsonElement? ConfigOf(JsonElement? application, DeploymentId deployment)
    {
        if (application is not { } config) return null;

        var found = config.GetProperty("deployments").EnumerateArray()
            .FirstOrDefault(d => d.GetProperty("name").GetString() == deployment.Name);
        return found.ValueKind == JsonValueKind.Undefined ? null : found;
    }
}
