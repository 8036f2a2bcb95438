using System.Collections.Immutable;
using System.Text.Json;
using ActorServe.Cli.Members;

namespace ActorServe.Cli.Inspecting;

/// <summary>Everything that a seed tells of what is served.</summary>
/// <param name="Version">The number of the targets.</param>
/// <param name="Applications">In the seed's order.</param>
/// <param name="Processes">What gateways and replica nodes have used.</param>
internal sealed record ServingReading(
    long Version, ImmutableArray<ServedReading> Applications, ImmutableArray<ProcessReading> Processes)
{
    /// <summary>Gateways that finish what they have and leave, as <c>host:port</c>: they are up until then, and report as before.</summary>
    public ImmutableArray<string> DrainingGateways { get; init; } = [];

    /// <summary>Reads <c>GET /api/serve/applications/</c>.</summary>
    public static ServingReading Of(JsonElement answer) => new(
        answer.Number("version") ?? 0,
        [.. answer.Members("applications").Select(a => ServedReading.Of(a.Name, a.Value))],
        [.. answer.Items("processes").Select(ProcessReading.Of)])
    {
        DrainingGateways =
            [.. answer.Members("proxies").Where(p => p.Value.Text("status") == "DRAINING").Select(p => MemberReading.EndpointOf(p.Name))],
    };

    /// <summary>The other applications that read the same topic for themselves, in a group of their own.</summary>
    public ImmutableArray<string> AlsoReading(ServedReading application) => application.Topics is not { } topics ? []
        : [.. Applications.Where(a => a.Topics is { } other && other.Input == topics.Input && other.Group != topics.Group)
            .Select(a => a.Name)];

    /// <summary>The application of that name.</summary>
    /// <exception cref="CommandFailedException">There is none.</exception>
    public ServedReading Find(string application) => Applications.FirstOrDefault(a => a.Name == application)
        ?? throw new CommandFailedException(Applications.IsEmpty
            ? $"there is no application {application}: none is deployed"
            : $"there is no application {application}; deployed: {string.Join(", ", Applications.Select(a => a.Name))}");
}

/// <summary>One application.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status">Ray's word.</param>
/// <param name="Message">What is wrong; empty where nothing is.</param>
/// <param name="Topics">Its topics; null where it has none, or is going.</param>
/// <param name="Deployments">By name.</param>
/// <param name="Gateways">How it fares at each gateway.</param>
internal sealed record ServedReading(
    string Name, string Status, string Message, TopicNames? Topics, ImmutableArray<DeployedReading> Deployments,
    ImmutableArray<GatewayReading> Gateways)
{
    /// <summary>Records that wait at all gateways that know it; null where none does.</summary>
    public long? Lag => Gateways.Any(g => g.Lag is not null) ? Gateways.Sum(g => g.Lag ?? 0) : null;

    /// <summary>Reads one.</summary>
    public static ServedReading Of(string name, JsonElement application) => new(
        name,
        application.Text("status"),
        application.Text("message"),
        application.Part("deployed_app_config")?.Part("kafka") is { } kafka ? TopicNames.Of(name, kafka) : null,
        [.. application.Members("deployments").Select(d => DeployedReading.Of(d.Name, d.Value))],
        [.. application.Items("gateways").Select(GatewayReading.Of)]);
}

/// <summary>The topics of an application, as its file says.</summary>
/// <param name="Input">What it reads.</param>
/// <param name="Group">Its consumer group.</param>
/// <param name="Output">Where results go; null where nowhere.</param>
/// <param name="DeadLetter">Where dead letters go; null where nowhere.</param>
internal sealed record TopicNames(string Input, string Group, string? Output, string? DeadLetter)
{
    /// <summary>Reads the section <c>kafka</c> of an application file.</summary>
    public static TopicNames Of(string application, JsonElement kafka)
    {
        var input = kafka.Part("input");
        return new TopicNames(
            input?.Text("topic") ?? "", input?.Text("group") is { Length: > 0 } group ? group : application,
            Topic("output"), Topic("dead_letter"));

        string? Topic(string name) => kafka.Part(name)?.Text("topic") is { Length: > 0 } topic ? topic : null;
    }
}

/// <summary>One deployment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status">Ray's word.</param>
/// <param name="Message">What is wrong; empty where nothing is.</param>
/// <param name="Target">Replicas that should run.</param>
/// <param name="Model">The version of its model; empty where that is not known.</param>
/// <param name="Replicas">Those that there are.</param>
internal sealed record DeployedReading(
    string Name, string Status, string Message, long Target, string Model, ImmutableArray<ReplicaReading> Replicas)
{
    /// <summary>How many replicas the file asks for in all; null where it asks for some on each node.</summary>
    public long? NumReplicas { get; init; }

    /// <summary>Replicas that run and can be reached.</summary>
    public int Running => Replicas.Count(r => r.State == "RUNNING");

    /// <summary>Reads one.</summary>
    public static DeployedReading Of(string name, JsonElement deployment) => new(
        name, deployment.Text("status"), deployment.Text("message"), deployment.Number("target_num_replicas") ?? 0,
        deployment.Part("model")?.Text("version") ?? "",
        [.. deployment.Items("replicas").Select(ReplicaReading.Of)])
    {
        NumReplicas = deployment.Part("deployment_config")?.Number("num_replicas"),
    };
}

/// <summary>One replica.</summary>
/// <param name="Id">Its node's incarnation and its number there.</param>
/// <param name="Version">The deployment's version that it has, a digest.</param>
/// <param name="Node">Its node, as <c>host:port</c>.</param>
/// <param name="State">Ray's word, or that its node cannot be reached.</param>
/// <param name="MostOngoing">Rows that it takes at once.</param>
/// <param name="Since">When it was started; null where its node does not tell.</param>
/// <param name="Load">What it has to do; null where its node told nothing in the last seconds.</param>
/// <param name="FailedChecks">Health checks that failed in a row.</param>
/// <param name="Trouble">What the last of them said.</param>
internal sealed record ReplicaReading(
    string Id, string Version, string Node, string State, long MostOngoing, DateTimeOffset? Since, LoadReading? Load, long FailedChecks,
    string Trouble)
{
    /// <summary>The state of a replica whose node the cluster does not hear from.</summary>
    public const string Unreachable = "UNREACHABLE";

    /// <summary>Reads one.</summary>
    public static ReplicaReading Of(JsonElement replica) => new(
        replica.Text("replica_id"), replica.Text("version"), MemberReading.EndpointOf(replica.Text("node_id")),
        replica.IsFalse("reachable") ? Unreachable : replica.Text("state"),
        replica.Number("max_ongoing_requests") ?? 0, replica.Time("start_time_s"),
        replica.Part("load") is { } load ? LoadReading.Of(load) : null,
        replica.Part("health")?.Number("failed_checks") ?? 0, replica.Part("health")?.Text("message") ?? "");
}

/// <summary>What a replica has to do, and sums since its start.</summary>
internal sealed record LoadReading(long Ongoing, long Queued, long Rows, long Batches, long RunTimeUs)
{
    /// <summary>Reads it.</summary>
    public static LoadReading Of(JsonElement load) => new(
        load.Number("ongoing_rows") ?? 0, load.Number("queued_rows") ?? 0, load.Number("rows") ?? 0, load.Number("batches") ?? 0,
        load.Number("run_time_us") ?? 0);
}

/// <summary>What a process has used.</summary>
/// <param name="Node">Where it is, as <c>host:port</c>.</param>
/// <param name="Incarnation">Tells it from a former one there.</param>
/// <param name="CpuMs">Time on processors since its start.</param>
/// <param name="MemoryBytes">What it has in memory.</param>
internal sealed record ProcessReading(string Node, string Incarnation, long CpuMs, long MemoryBytes)
{
    /// <summary>Reads one.</summary>
    public static ProcessReading Of(JsonElement process) => new(
        MemberReading.EndpointOf(process.Text("node_id")), process.Text("incarnation"), process.Number("cpu_ms") ?? 0,
        process.Number("memory_bytes") ?? 0);
}
