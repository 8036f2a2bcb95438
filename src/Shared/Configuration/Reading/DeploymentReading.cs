using System.Collections.Immutable;

namespace ActorServe.Shared.Configuration.Reading;

/// <summary>Reads one deployment.</summary>
internal static class DeploymentReading
{
    private static readonly Dictionary<string, string> OptimizationLevels =
        ((string[])["disable_all", "basic", "extended", "all"]).ToDictionary(level => level);

    /// <summary>The deployment as a config; what is wrong with it is among the problems.</summary>
    public static DeploymentConfig Read(Section deployment, FilePaths paths)
    {
        var name = deployment.RequiredText("name", Names.PartRule);
        if (name is not null && !Names.IsPart(name)) deployment.Error("name", $"found {Words.Show(name)}, expected {Names.PartRule}");

        var config = ReadReplicas(deployment, new DeploymentConfig { Name = name ?? "" });
        config = ReadWhatRuns(deployment, paths, config) with
        {
            MaxOngoingRequests = (int?)deployment.Number("max_ongoing_requests", 1, 65_536),
            MaxQueuedRequests = ReadMaxQueued(deployment),
            MaxBatchSize = (int)(deployment.Number("max_batch_size", 1, 4_096) ?? DefaultBatchSize(deployment.Has("import_path"))),
            BatchWaitTimeout = deployment.Milliseconds("batch_wait_timeout_ms", 0, 60_000) ?? config.BatchWaitTimeout,
            MaxConcurrentBatches = (int?)deployment.Number("max_concurrent_batches", 1, 1_024),
            RunTimeout = deployment.Milliseconds("run_timeout_ms", 1, 86_400_000),
            HealthCheckPeriod = deployment.Seconds("health_check_period_s", 0.1m, 3_600) ?? config.HealthCheckPeriod,
            HealthCheckTimeout = deployment.Seconds("health_check_timeout_s", 0.1m, 3_600) ?? config.HealthCheckTimeout,
            UserConfig = ReadUserConfig(deployment),
            Session = ReadSession(deployment),
        };

        Warn(deployment, config);
        deployment.RefuseUnknownKeys(NotYet.Deployment);
        return config;
    }

    private static DeploymentConfig ReadReplicas(Section deployment, DeploymentConfig config)
    {
        if (deployment.Has("num_replicas") && deployment.Has("replicas_per_node"))
            deployment.Error("replicas_per_node", "is set beside num_replicas; expected one of the two");

        if (deployment.Value("num_replicas") is YamlScalar { Text: "auto" })
        {
            deployment.Error("num_replicas", "'auto' is not supported yet; expected a whole number, or replicas_per_node");
            return config;
        }

        var inAll = (int?)deployment.Number("num_replicas", 1, DeploymentConfig.MostReplicas);
        var perNode = (int?)deployment.Number("replicas_per_node", 1, DeploymentConfig.MostReplicasPerNode);
        return config with { NumReplicas = inAll, ReplicasPerNode = inAll is null ? perNode ?? 1 : null };
    }

    private static int ReadMaxQueued(Section deployment)
    {
        var queued = (int)(deployment.Number("max_queued_requests", -1, 1_000_000) ?? -1);
        if (queued == 0) deployment.Error("max_queued_requests", "found 0, expected -1, which leaves it to the gateway, or 1 to 1000000");
        return queued;
    }

    private static DeploymentConfig ReadWhatRuns(Section deployment, FilePaths paths, DeploymentConfig config)
    {
        var isModel = deployment.Has("model");
        if (isModel == deployment.Has("import_path"))
        {
            deployment.Error(isModel ? "import_path" : "model", isModel
                ? "is set beside model; expected one of the two"
                : "is missing; expected the path of an ONNX model, or import_path with a C# class");
        }

        return config with
        {
            Model = deployment.Text("model") is { } model ? paths.Resolve(deployment, "model", model) : null,
            Version = ReadVersion(deployment, isModel),
            ImportPath = deployment.Text("import_path") is { } import ? ReadImportPath(deployment, import, paths) : null,
        };
    }

    private static string? ReadVersion(Section deployment, bool isModel)
    {
        if (deployment.Text("version") is not { } version) return null;

        if (!Names.IsPart(version)) deployment.Error("version", $"found {Words.Show(version)}, expected the name of a folder below model");
        else if (!isModel) deployment.Error("version", "is set without model; an assembly has a version of its own");
        else if (deployment.Text("model") is { } model && model.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            deployment.Error("version", "is set beside a model that is a file; name its folder in model to have versions");

        return version;
    }

    /// <summary>The last colon divides: a drive of Windows has one, too.</summary>
    private static string? ReadImportPath(Section deployment, string text, FilePaths paths)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !IsTypeName(text[(colon + 1)..]))
        {
            deployment.Error("import_path", $"found {Words.Show(text)}, expected an assembly's path, a colon and a type's full name, "
                + "such as bin/Toy.dll:Samples.Toy");
            return null;
        }

        return paths.Resolve(deployment, "import_path", text[..colon]) is { } assembly ? assembly + text[colon..] : null;
    }

    private static bool IsTypeName(string text) =>
        text.Length > 0 && text.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '.' or '+');

    /// <summary>A model gains by batches; a C# class is asked for one row at a time where it says nothing else.</summary>
    internal static int DefaultBatchSize(bool isClass) => isClass ? 1 : 32;

    private static ImmutableDictionary<string, string> ReadUserConfig(Section deployment)
    {
        var values = deployment.Entries("user_config", "names and values");
        return values.ToImmutableDictionary(entry => entry.Key, entry => UserValues.ToText(entry.Value), StringComparer.Ordinal);
    }

    private static SessionConfig ReadSession(Section deployment)
    {
        var defaults = new SessionConfig();
        if (deployment.Child("session_options", "options of ONNX Runtime") is not { } session) return defaults;
        if (deployment.Has("import_path") && !deployment.Has("model")) deployment.Error("session_options", "is set without model");

        var entries = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var entry in session.Entries("config_entries", "entries of the session"))
        {
            if (entry.Value is YamlScalar { IsNull: false } value) entries.Add(entry.Key, value.Text);
            else session.ErrorIn("config_entries", entry, "expected a text or a number");
        }

        var config = new SessionConfig
        {
            IntraOpNumThreads = (int)(session.Number("intra_op_num_threads", 1, 256) ?? defaults.IntraOpNumThreads),
            GraphOptimizationLevel = session.Word("graph_optimization_level", OptimizationLevels, defaults.GraphOptimizationLevel),
            EnableCpuMemArena = session.Flag("enable_cpu_mem_arena") ?? defaults.EnableCpuMemArena,
            ConfigEntries = entries.ToImmutable(),
        };
        session.RefuseUnknownKeys(ImmutableDictionary<string, string>.Empty);
        return config;
    }

    private static void Warn(Section deployment, DeploymentConfig config)
    {
        if (config.MaxOngoingRequests is { } ongoing && ongoing < 2 * config.MaxBatchSize)
        {
            deployment.Warn("max_ongoing_requests", $"is {ongoing}, below 2 × max_batch_size, which is {config.MaxBatchSize}: "
                + "no batch can fill while another runs");
        }

        if (deployment.Has("model") && !config.UserConfig.IsEmpty)
            deployment.Warn("user_config", "is of no use to an ONNX model");
    }
}
