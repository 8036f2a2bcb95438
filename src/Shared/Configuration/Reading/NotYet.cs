using System.Collections.Frozen;

namespace ActorServe.Shared.Configuration.Reading;

/// <summary>
/// Keys that the design or Ray Serve knows and the program does not support: they get an answer of their own, not "unknown".
/// </summary>
internal static class NotYet
{
    /// <summary>Keys at the top of the file.</summary>
    public static FrozenDictionary<string, string> File { get; } = Table(
        Later("target_capacity", "tracing_config"),
        Elsewhere("set it in the configuration of the gateway", "proxy_location", "http_options", "grpc_options"),
        Elsewhere("set it in the configuration of the process", "logging_config", "controller_options"));

    /// <summary>Keys of an application.</summary>
    public static FrozenDictionary<string, string> Application { get; } = Table(
        Later("autoscaling_policy", "external_scaler_enabled", "args"),
        Elsewhere("name the class at a deployment: deployments[].import_path", "import_path"),
        Elsewhere("set it in the configuration of the gateway", "host", "port"),
        Elsewhere("set it in the configuration of the process", "logging_config", "runtime_env"));

    /// <summary>Keys of <c>kafka</c>.</summary>
    public static FrozenDictionary<string, string> Kafka { get; } = Table(
        Elsewhere("it belongs to input", "group"),
        Elsewhere("it belongs to input, output or dead_letter", "topic"),
        Elsewhere("it belongs to output", "headers"),
        Elsewhere("set it in the configuration of the gateway (ACTORSERVE__KAFKA__…)", "bootstrap_servers", "brokers"));

    /// <summary>Keys of a deployment.</summary>
    public static FrozenDictionary<string, string> Deployment { get; } = Table(
        Later(
            "autoscaling_config", "backpressure_config",
            "graceful_shutdown_timeout_s", "graceful_shutdown_wait_loop_s", "max_replicas_per_node", "request_router_config",
            "rolling_update_percentage", "max_surge_percent", "gang_scheduling_config", "deployment_actors"),
        Elsewhere("give it in milliseconds: batch_wait_timeout_ms", "batch_wait_timeout_s"),
        Elsewhere("replicas share their node's inference threads; see session_options", "ray_actor_options"),
        Elsewhere(
            "replicas run on every replica node", "placement_group_bundles", "placement_group_strategy",
            "placement_group_bundle_label_selector"),
        Elsewhere("set it in the configuration of the process", "logging_config"));

    private static IEnumerable<KeyValuePair<string, string>> Later(params string[] keys) =>
        keys.Select(key => KeyValuePair.Create(key, "is not supported yet"));

    private static IEnumerable<KeyValuePair<string, string>> Elsewhere(string advice, params string[] keys) =>
        keys.Select(key => KeyValuePair.Create(key, $"is not set here: {advice}"));

    private static FrozenDictionary<string, string> Table(params IEnumerable<KeyValuePair<string, string>>[] rows) =>
        rows.SelectMany(row => row).ToFrozenDictionary(StringComparer.Ordinal);
}
