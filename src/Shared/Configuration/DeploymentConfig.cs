using System.Collections.Immutable;

namespace ActorServe.Shared.Configuration;

/// <summary>A model, or a C# class, and how many replicas of it run (Ray Serve's deployment).</summary>
/// <remarks>Names and meanings are Ray Serve's where it has the option. Exactly one of <see cref="Model"/> and
/// <see cref="ImportPath"/> is set.</remarks>
public sealed record DeploymentConfig
{
    /// <summary>The largest <c>num_replicas</c>.</summary>
    public const int MostReplicas = 4_096;

    /// <summary>The largest <c>replicas_per_node</c>.</summary>
    public const int MostReplicasPerNode = 256;

    /// <summary>Unique in its application.</summary>
    public required string Name { get; init; }

    /// <summary><c>model</c>: the absolute path of an ONNX file, or of a folder <c>&lt;version&gt;/model.onnx</c>.</summary>
    public string? Model { get; init; }

    /// <summary><c>version</c>: a folder below <see cref="Model"/>.</summary>
    /// <value>The default is the highest version there is.</value>
    public string? Version { get; init; }

    /// <summary><c>import_path</c>: a C# class, as the absolute path of an assembly, a colon, and the type's full name.</summary>
    public string? ImportPath { get; init; }

    /// <summary><c>num_replicas</c>: replicas in the whole cluster; null where <see cref="ReplicasPerNode"/> counts.</summary>
    public int? NumReplicas { get; init; }

    /// <summary><c>replicas_per_node</c>: replicas on each replica node.</summary>
    /// <value>The default is 1 where <see cref="NumReplicas"/> is not set.</value>
    public int? ReplicasPerNode { get; init; }

    /// <summary><c>max_ongoing_requests</c>: rows in one replica; null has the replica compute and announce it.</summary>
    public int? MaxOngoingRequests { get; init; }

    /// <summary>
    /// <c>max_queued_requests</c>: requests that wait at one gateway for a replica with room; more are refused. -1 leaves it to the
    /// gateway.
    /// </summary>
    /// <value>The default is -1.</value>
    public int MaxQueuedRequests { get; init; } = -1;

    /// <summary><c>max_batch_size</c>: rows of one model run, at most; 1 MiB of inputs or outputs is a full batch, too.</summary>
    /// <value>The default is 32 for a model, 1 for a C# class.</value>
    public int MaxBatchSize { get; init; } = 32;

    /// <summary><c>batch_wait_timeout_ms</c>: how long a batch that is not full waits for more rows.</summary>
    /// <value>The default is 0: a free thread takes what is there.</value>
    public TimeSpan BatchWaitTimeout { get; init; } = TimeSpan.Zero;

    /// <summary><c>max_concurrent_batches</c>: runs that one replica has on at once.</summary>
    /// <value>The default is every inference thread of the node for a model, 1 for a C# class.</value>
    public int? MaxConcurrentBatches { get; init; }

    /// <summary>
    /// <c>run_timeout_ms</c>: how long one run may take, from its start; null is without bound. The run of a C# class that has not ended
    /// after that time once more, or 10 s where that is longer, costs its replica, which fails and is replaced.
    /// </summary>
    public TimeSpan? RunTimeout { get; init; }

    /// <summary><c>health_check_period_s</c>: how often the controller asks each running replica whether it is well.</summary>
    /// <value>The default is 10 s.</value>
    public TimeSpan HealthCheckPeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// <c>health_check_timeout_s</c>: an answer that takes longer has failed; three failures in a row have the replica replaced.
    /// </summary>
    /// <value>The default is 30 s.</value>
    public TimeSpan HealthCheckTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>user_config</c>: handed to a C# class as it stands in the file.</summary>
    public ImmutableDictionary<string, string> UserConfig { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary><c>session_options</c>: how ONNX Runtime runs the model.</summary>
    public SessionConfig Session { get; init; } = new();
}

/// <summary>Session options of ONNX Runtime (<c>session_options</c>), by its own names.</summary>
public sealed record SessionConfig
{
    /// <summary><c>intra_op_num_threads</c>: threads inside one run.</summary>
    /// <value>The default is 1: more runs at once beat more threads in a run on every model that was measured.</value>
    public int IntraOpNumThreads { get; init; } = 1;

    /// <summary><c>graph_optimization_level</c>: <c>disable_all</c>, <c>basic</c>, <c>extended</c> or <c>all</c>.</summary>
    /// <value>The default is <c>all</c>.</value>
    public string GraphOptimizationLevel { get; init; } = "all";

    /// <summary><c>enable_cpu_mem_arena</c>: whether memory is kept between runs.</summary>
    /// <value>The default is true.</value>
    public bool EnableCpuMemArena { get; init; } = true;

    /// <summary><c>config_entries</c>: further entries of the session, such as <c>session.use_env_allocators</c>.</summary>
    public ImmutableDictionary<string, string> ConfigEntries { get; init; } = ImmutableDictionary<string, string>.Empty;
}
