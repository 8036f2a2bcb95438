using System.Text.Json;
using ActorServe.Cli.Inspecting;

namespace ActorServe.Cli.Tests.Inspecting;

/// <summary>What a seed answers of one application with one replica and two partitions, with numbers that a spec chooses.</summary>
internal static class ServingAnswer
{
    public static JsonElement Cluster { get; } = Parse("""
        { "controller": "akka.tcp://actorserve@10.0.0.1:4053",
          "process": { "node_id": "akka.tcp://actorserve@10.0.0.1:4053", "incarnation": "1", "cpu_ms": 100, "memory_bytes": 104857600 },
          "members": [
            { "address": "akka.tcp://actorserve@10.0.0.1:4053", "roles": ["seed"], "status": "UP", "reachable": true },
            { "address": "akka.tcp://actorserve@10.0.0.2:4053", "roles": ["replica"], "status": "UP", "reachable": false },
            { "address": "akka.tcp://actorserve@10.0.0.3:4053", "roles": ["gateway"], "status": "UP", "reachable": true } ] }
        """);

    public static JsonElement Of(
        long rows = 0, long batches = 0, long runTimeUs = 0, long recordsIn = 0, long results = 0, string? halted = null,
        string incarnation = "c", long failedChecks = 0, string load = "", long leftOut = 0, string durations = "",
        bool isReachable = true) => Parse($$"""
        { "version": 7,
          "processes": [
            { "node_id": "akka.tcp://actorserve@10.0.0.3:4053", "incarnation": "{{incarnation}}", "cpu_ms": {{recordsIn}},
              "memory_bytes": 209715200 } ],
          "applications": { "digits": {
            "status": "RUNNING", "message": "",
            "deployed_app_config": { "name": "digits", "kafka": {
              "input": { "topic": "digits.requests" }, "output": { "topic": "digits.results" },
              "dead_letter": { "topic": "digits.dlq" } } },
            "deployments": { "classifier": { "status": "HEALTHY", "target_num_replicas": 1, "model": { "version": "3" }, "replicas": [
              { "node_id": "akka.tcp://actorserve@10.0.0.2:4053", "replica_id": "2f-1", "version": "0123456789abcdef",
                "state": "RUNNING", "reachable": {{(isReachable ? "true" : "false")}},
                "start_time_s": 1767225600, "max_ongoing_requests": 64,
                "load": {{(load.Length > 0 ? load : $$"""
                    { "ongoing_rows": 5, "queued_rows": 1, "rows": {{rows}}, "batches": {{batches}}, "run_time_us": {{runTimeUs}} }
                    """)}},
                "health": { "failed_checks": {{failedChecks}}, "message": "{{(failedChecks > 0 ? "it has a cold" : "")}}" } } ] } },
            "gateways": [ { "node_id": "akka.tcp://actorserve@10.0.0.3:4053", "serving": true, "message": "", "lag": 12,
              "totals": { "records_in": {{recordsIn}}, "results": {{results}}, "dead_letters": 0, "skipped": 0, "failed_attempts": 0 },
              "record_duration_ms": [{{durations}}],
              "partitions": [
                { "partition": 1, "committed": 90, "end": 100, "lag": 10, "in_flight": 0, "paused": true,
                  "halted": {{JsonSerializer.Serialize(halted)}} },
                { "partition": 0, "committed": {{recordsIn}}, "end": {{recordsIn}}, "lag": 0, "in_flight": 2, "paused": false,
                  "halted": null } ],
              "partitions_left_out": {{leftOut}} } ] } } }
        """);

    public static ServingReading Read(string? halted = null, long failedChecks = 0, string load = "", long leftOut = 0) =>
        ServingReading.Of(Of(halted: halted, failedChecks: failedChecks, load: load, leftOut: leftOut));

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
