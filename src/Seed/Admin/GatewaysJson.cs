using System.Collections.Immutable;
using System.Text.Json;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Telemetry;

namespace ActorServe.Seed.Admin;

/// <summary>How an application fares at each gateway, as JSON.</summary>
internal static class GatewaysJson
{
    public static void Write(Utf8JsonWriter json, string application, ServeStatus status)
    {
        json.WriteStartArray("gateways");
        foreach (var (node, report) in status.Gateways
            .SelectMany(g => g.Applications.Where(a => a.Application == application).Select(a => (g.Node, a))))
        {
            json.WriteStartObject();
            json.WriteString("node_id", node.Address);
            json.WriteBoolean("serving", report.IsServing);
            json.WriteString("message", report.Message);
            json.WriteNumber("queued_rows", report.QueuedRows);
            json.WriteNumber("ongoing_rows", report.OngoingRows);
            json.WriteNumber("lag", report.Lag);
            WriteLanes(json, report.Lanes);
            WriteTotals(json, report.Totals);
            WriteDurations(json, report.Durations);
            WritePartitions(json, report);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLanes(Utf8JsonWriter json, ImmutableArray<LaneReport> lanes)
    {
        json.WriteStartObject("lanes");
        foreach (var lane in lanes)
        {
            json.WriteStartObject(lane.Lane);
            json.WriteNumber("queued_rows", lane.QueuedRows);
            json.WriteNumber("ongoing_rows", lane.OngoingRows);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTotals(Utf8JsonWriter json, FlowReport totals)
    {
        json.WriteStartObject("totals");
        json.WriteNumber("records_in", totals.RecordsIn);
        json.WriteNumber("results", totals.Results);
        json.WriteNumber("dead_letters", totals.DeadLetters);
        json.WriteNumber("skipped", totals.Skipped);
        json.WriteNumber("failed_attempts", totals.FailedAttempts);
        json.WriteEndObject();
    }

    // A pair for each bucket: what is in it took less than so many ms, and no less than the bound below. Whoever looks twice has what came
    // between.
    private static void WriteDurations(Utf8JsonWriter json, ImmutableArray<DurationCount> durations)
    {
        json.WriteStartArray("record_duration_ms");
        foreach (var (bucket, count) in DurationBuckets.Of(durations).Counts)
        {
            json.WriteStartArray();
            json.WriteNumberValue(DurationBuckets.MsUpTo(bucket));
            json.WriteNumberValue(count);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WritePartitions(Utf8JsonWriter json, ApplicationReport report)
    {
        json.WriteStartArray("partitions");
        foreach (var partition in report.Partitions)
        {
            json.WriteStartObject();
            json.WriteNumber("partition", partition.Partition);
            WriteKnown(json, "committed", partition.Committed);
            WriteKnown(json, "end", partition.End);
            WriteKnown(json, "lag", partition is { Committed: >= 0, End: >= 0 } ? Math.Max(0, partition.End - partition.Committed) : -1);
            json.WriteNumber("in_flight", partition.InFlight);
            json.WriteBoolean("paused", partition.IsPaused);
            json.WriteString("halted", partition.HaltedReason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("partitions_left_out", report.PartitionsLeftOut);
    }

    private static void WriteKnown(Utf8JsonWriter json, string name, long number)
    {
        if (number < 0) json.WriteNull(name);
        else json.WriteNumber(name, number);
    }
}
