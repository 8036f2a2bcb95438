using System.Collections.Immutable;
using System.Text.Json;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Admin;

/// <summary>How an application fares at each gateway, as JSON.</summary>
internal static class GatewaysJson
{
    public static void Write(Utf8JsonWriter json, string application, ServeStatus status)
    {
        json.WriteStartArray("gateways");
        foreach (var (node, report) in status.Gateways.SelectMany(g => g.Applications.Where(a => a.Application == application).Select(a => (g.Node, a))))
        {
            json.WriteStartObject();
            json.WriteString("node_id", node.Address);
            json.WriteBoolean("serving", report.IsServing);
            json.WriteString("message", report.Message);
            json.WriteNumber("queued_rows", report.QueuedRows);
            json.WriteNumber("ongoing_rows", report.OngoingRows);
            json.WriteNumber("lag", report.Lag);
            WriteLanes(json, report.Lanes);
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
}
