using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace ActorServe.Shared.Configuration;

/// <summary>
/// Names what a deployment runs: two configs with the same digest can share their replicas. The same on every machine and in every
/// process, whatever the order of dictionaries.
/// </summary>
public static class DeploymentDigest
{
    /// <summary>
    /// A digest of every option whose change needs new replicas; how many of them there are, and how often they are asked whether they are
    /// well, are none of these.
    /// </summary>
    public static string Of(DeploymentConfig deployment)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes)) Write(json, deployment);

        return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()))[..16];
    }

    private static void Write(Utf8JsonWriter json, DeploymentConfig deployment)
    {
        json.WriteStartObject();
        json.WriteString("model", deployment.Model);
        json.WriteString("version", deployment.Version);
        json.WriteString("import_path", deployment.ImportPath);
        WriteNumber(json, "max_ongoing_requests", deployment.MaxOngoingRequests);
        WriteNumber(json, "max_batch_size", deployment.MaxBatchSize);
        WriteNumber(json, "batch_wait_timeout", deployment.BatchWaitTimeout.Ticks);
        WriteNumber(json, "max_concurrent_batches", deployment.MaxConcurrentBatches);
        WriteNumber(json, "run_timeout", deployment.RunTimeout?.Ticks);
        WriteTexts(json, "user_config", deployment.UserConfig);
        WriteNumber(json, "intra_op_num_threads", deployment.Session.IntraOpNumThreads);
        json.WriteString("graph_optimization_level", deployment.Session.GraphOptimizationLevel);
        json.WriteBoolean("enable_cpu_mem_arena", deployment.Session.EnableCpuMemArena);
        WriteTexts(json, "config_entries", deployment.Session.ConfigEntries);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, ImmutableDictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in texts.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(key, value);
        json.WriteEndObject();
    }
}
