using System.Text.Json;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Admin;

/// <summary>
/// The replicas of a deployment in Ray's shape, and beside it what each has to do, its health, and whether its node is reached. A replica
/// whose node told nothing in the last seconds has no <c>load</c>.
/// </summary>
internal sealed class ReplicasJson(ServeStatus status)
{
    private readonly Dictionary<(NodeId Node, long Number), ReplicaLoadReport> _loads = status.ReplicaNodes
        .SelectMany(node => node.Replicas.Select(load => (Key: (node.Node, load.Number), Load: load)))
        .DistinctBy(each => each.Key).ToDictionary(each => each.Key, each => each.Load);

    /// <summary>Writes them all.</summary>
    public void Write(Utf8JsonWriter json, DeploymentDetails deployment)
    {
        json.WriteStartArray("replicas");
        foreach (var replica in deployment.Replicas)
        {
            json.WriteStartObject();
            WriteReplica(json, replica, isReachable: !deployment.Unreachable.Contains(replica.Id));
            WriteLoad(json, replica.Id);
            WriteHealth(json, deployment.FailingChecks.FirstOrDefault(failing => failing.Replica == replica.Id));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteReplica(Utf8JsonWriter json, ReplicaEntry replica, bool isReachable)
    {
        ApplicationsJson.WriteNode(json, replica.Id.Node.Address);
        json.WriteString("actor_name", replica.Path);
        json.WriteString("replica_id", $"{replica.Id.Node.Incarnation:x}-{replica.Id.Number}");
        json.WriteString("version", replica.Id.Key.Version);
        json.WriteString("state", ApplicationsJson.Word(replica.State));
        json.WriteBoolean("reachable", isReachable);
        WriteKnown(json, "pid", replica.ProcessId);
        WriteKnown(json, "start_time_s", replica.StartedAtMs / 1_000m);
        json.WriteNumber("max_ongoing_requests", replica.MaxOngoingRequests);
    }

    private static void WriteKnown(Utf8JsonWriter json, string name, decimal value)
    {
        if (value == 0) json.WriteNull(name);
        else json.WriteNumber(name, value);
    }

    private void WriteLoad(Utf8JsonWriter json, ReplicaId replica)
    {
        if (!_loads.TryGetValue((replica.Node, replica.Number), out var load))
        {
            json.WriteNull("load");
            return;
        }

        json.WriteStartObject("load");
        json.WriteNumber("ongoing_rows", load.OngoingRows);
        json.WriteNumber("queued_rows", load.QueuedRows);
        json.WriteNumber("rows", load.Rows);
        json.WriteNumber("batches", load.Batches);
        json.WriteNumber("run_time_us", load.RunTimeUs);
        json.WriteEndObject();
    }

    private static void WriteHealth(Utf8JsonWriter json, ReplicaHealthReport? failing)
    {
        json.WriteStartObject("health");
        json.WriteNumber("failed_checks", failing?.Failures ?? 0);
        json.WriteString("message", failing?.Reason ?? "");
        json.WriteEndObject();
    }
}
