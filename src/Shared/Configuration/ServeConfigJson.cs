using System.Collections.Immutable;
using System.Text.Json;
using ActorServe.Shared.Configuration.Reading;

namespace ActorServe.Shared.Configuration;

/// <summary>
/// Writes a config in the application file's own shape, as JSON without what is default: the one textual form that it has between
/// processes, in targets and over the admin REST. <see cref="ApplicationFileReader.Parse"/> reads an equal config from it.
/// </summary>
public static class ServeConfigJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = YamlSafeEncoder.Instance };

    private static readonly DeploymentConfig DeploymentDefaults = new() { Name = "" };

    private static readonly KafkaConfig KafkaDefaults = new() { InputTopic = "", Group = "" };

    /// <summary>The config as UTF-8 text; the same for equal configs, whatever the order of their dictionaries.</summary>
    public static byte[] Write(ServeConfig config)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Compact))
        {
            json.WriteStartObject();
            json.WriteStartArray("applications");
            foreach (var application in config.Applications) WriteApplication(json, application);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void WriteApplication(Utf8JsonWriter json, ApplicationConfig application)
    {
        json.WriteStartObject();
        json.WriteString("name", application.Name);
        if (application.RoutePrefix != $"/{application.Name}") json.WriteString("route_prefix", application.RoutePrefix);
        if (application.Deployments.Length != 1) json.WriteString("ingress", application.Ingress);
        if (application.Kafka is { } kafka) WriteKafka(json, kafka, application.Name);

        json.WriteStartArray("deployments");
        foreach (var deployment in application.Deployments) WriteDeployment(json, deployment);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteKafka(Utf8JsonWriter json, KafkaConfig kafka, string application)
    {
        json.WriteStartObject("kafka");
        WriteTopics(json, kafka, application);
        WriteWord(json, "format", kafka.Format, KafkaDefaults.Format, KafkaReading.Formats);
        WriteWord(json, "ordering", kafka.Ordering, KafkaDefaults.Ordering, KafkaReading.Orderings);
        WriteNumber(json, "max_attempts", kafka.MaxAttempts, KafkaDefaults.MaxAttempts);
        WriteTime(json, "retry_backoff_ms", kafka.RetryBackoff, KafkaDefaults.RetryBackoff);
        WriteTime(json, "retry_backoff_max_ms", kafka.RetryBackoffMax, KafkaDefaults.RetryBackoffMax);
        WriteNumber(json, "max_in_flight_records", kafka.MaxInFlightRecords, KafkaDefaults.MaxInFlightRecords);
        WriteNumber(json, "max_in_flight_bytes", kafka.MaxInFlightBytes, KafkaDefaults.MaxInFlightBytes);
        WriteNumber(json, "max_total_in_flight_bytes", kafka.MaxTotalInFlightBytes, KafkaDefaults.MaxTotalInFlightBytes);
        WriteTime(json, "revoke_drain_timeout_ms", kafka.RevokeDrainTimeout, KafkaDefaults.RevokeDrainTimeout);
        WriteWord(json, "source", kafka.Source, KafkaDefaults.Source, KafkaReading.Sources);
        WriteTexts(json, "properties", kafka.Properties);
        json.WriteEndObject();
    }

    private static void WriteTopics(Utf8JsonWriter json, KafkaConfig kafka, string application)
    {
        json.WriteStartObject("input");
        json.WriteString("topic", kafka.InputTopic);
        if (kafka.Group != application) json.WriteString("group", kafka.Group);
        json.WriteEndObject();

        WriteOutput(json, kafka);
        if (kafka.DeadLetterTopic is { } deadLetter)
        {
            json.WriteStartObject("dead_letter");
            json.WriteString("topic", deadLetter);
            json.WriteEndObject();
        }

        // Beside a dead-letter topic there is no choice, and the word may not stand there.
        if (kafka.DeadLetterTopic is null) WriteWord(json, "on_failure", kafka.OnFailure, FailurePolicy.Stop, KafkaReading.Policies);
        if (kafka.CreateTopics is { } created)
        {
            json.WriteStartObject("create_topics");
            json.WriteNumber("partitions", created.Partitions);
            json.WriteNumber("replication", created.Replication);
            json.WriteEndObject();
        }
    }

    private static void WriteOutput(Utf8JsonWriter json, KafkaConfig kafka)
    {
        if (kafka.OutputTopic is not { } topic) return;

        json.WriteStartObject("output");
        json.WriteString("topic", topic);
        if (!kafka.OutputHeaders.IsEmpty)
        {
            json.WriteStartArray("headers");
            foreach (var header in kafka.OutputHeaders) json.WriteStringValue(header);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteDeployment(Utf8JsonWriter json, DeploymentConfig deployment)
    {
        json.WriteStartObject();
        json.WriteString("name", deployment.Name);
        WriteText(json, "model", deployment.Model);
        WriteText(json, "version", deployment.Version);
        WriteText(json, "import_path", deployment.ImportPath);
        WriteNumber(json, "num_replicas", deployment.NumReplicas, null);
        WriteNumber(json, "replicas_per_node", deployment.ReplicasPerNode, deployment.NumReplicas is null ? 1 : null);
        WriteNumber(json, "max_ongoing_requests", deployment.MaxOngoingRequests, null);
        WriteNumber(json, "max_queued_requests", deployment.MaxQueuedRequests, DeploymentDefaults.MaxQueuedRequests);
        WriteNumber(json, "max_batch_size", deployment.MaxBatchSize, DeploymentReading.DefaultBatchSize(deployment.ImportPath is not null));
        WriteTime(json, "batch_wait_timeout_ms", deployment.BatchWaitTimeout, DeploymentDefaults.BatchWaitTimeout);
        WriteNumber(json, "max_concurrent_batches", deployment.MaxConcurrentBatches, null);
        WriteTime(json, "run_timeout_ms", deployment.RunTimeout, null);
        WriteSeconds(json, "health_check_period_s", deployment.HealthCheckPeriod, DeploymentDefaults.HealthCheckPeriod);
        WriteSeconds(json, "health_check_timeout_s", deployment.HealthCheckTimeout, DeploymentDefaults.HealthCheckTimeout);
        WriteTexts(json, "user_config", deployment.UserConfig);
        WriteSession(json, deployment.Session, DeploymentDefaults.Session);
        json.WriteEndObject();
    }

    private static void WriteSession(Utf8JsonWriter json, SessionConfig session, SessionConfig defaults)
    {
        if (session.ConfigEntries.IsEmpty && session with { ConfigEntries = defaults.ConfigEntries } == defaults) return;

        json.WriteStartObject("session_options");
        WriteNumber(json, "intra_op_num_threads", session.IntraOpNumThreads, defaults.IntraOpNumThreads);
        if (session.GraphOptimizationLevel != defaults.GraphOptimizationLevel)
            json.WriteString("graph_optimization_level", session.GraphOptimizationLevel);
        if (session.EnableCpuMemArena != defaults.EnableCpuMemArena) json.WriteBoolean("enable_cpu_mem_arena", session.EnableCpuMemArena);
        WriteTexts(json, "config_entries", session.ConfigEntries);
        json.WriteEndObject();
    }

    private static void WriteWord<T, TWord>(Utf8JsonWriter json, string name, T value, T otherwise, Dictionary<string, TWord> words)
        where T : struct, Enum
    {
        if (!value.Equals(otherwise)) json.WriteString(name, words.First(word => value.Equals(word.Value)).Key);
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value, long? otherwise)
    {
        if (value is { } number && number != otherwise) json.WriteNumber(name, number);
    }

    private static void WriteTime(Utf8JsonWriter json, string name, TimeSpan? value, TimeSpan? otherwise) =>
        WriteNumber(json, name, (long?)value?.TotalMilliseconds, (long?)otherwise?.TotalMilliseconds);

    private static void WriteSeconds(Utf8JsonWriter json, string name, TimeSpan value, TimeSpan otherwise)
    {
        if (value != otherwise) json.WriteNumber(name, (decimal)value.Ticks / TimeSpan.TicksPerSecond);
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, ImmutableDictionary<string, string> texts)
    {
        if (texts.IsEmpty) return;

        json.WriteStartObject(name);
        foreach (var (key, value) in texts.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(key, value);
        json.WriteEndObject();
    }
}
