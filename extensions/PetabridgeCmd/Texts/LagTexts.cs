using System.Collections.Immutable;
using ActorServe.PetabridgeCmd.Commands;
using ActorServe.Shared.Protocol;

namespace ActorServe.PetabridgeCmd.Texts;

/// <summary>What waits in Kafka and at gateways, for people. Pure.</summary>
internal static class LagTexts
{
    /// <summary>
    /// A line for each application and gateway, as gateways told the controller; then one for each partition of this node.
    /// </summary>
    public static ImmutableArray<string> Of(ServeStatus status, ImmutableArray<MetricReading> here, string? application)
    {
        var partitions = ByPartition(here, application);
        var lines = Columns.Lines(
            ["APPLICATION", "GATEWAY", "SERVING", "LAG", "QUEUED", "ONGOING", "MESSAGE"], ByGateway(status, application),
            Columns.None("gateway's report", application));
        if (partitions.Count == 0) return lines;

        string[] head = ["APPLICATION", "PARTITION", "LAG", "IN FLIGHT", ""];
        return [.. lines, "", "partitions of this node:", .. Columns.Lines(head, partitions, "")];
    }

    private static List<IReadOnlyList<string>> ByGateway(ServeStatus status, string? application) =>
    [
        .. from a in StatusTexts.Of(status, application)
           from g in status.Gateways
           from r in g.Applications
           where r.Application == a.Name
           select (IReadOnlyList<string>)
           [
               a.Name, g.Node.Address, r.IsServing ? "yes" : "no", r.Lag < 0 ? "?" : StatusTexts.Text(r.Lag),
               StatusTexts.Text(r.QueuedRows), StatusTexts.Text(r.OngoingRows), r.Message,
           ],
    ];

    private static List<IReadOnlyList<string>> ByPartition(ImmutableArray<MetricReading> here, string? application)
    {
        var values = here.Where(r => r.Partition is not null && (application is null || r.Application == application))
            .GroupBy(r => (r.Application, Partition: r.Partition!.Value))
            .OrderBy(g => g.Key.Application, StringComparer.Ordinal).ThenBy(g => g.Key.Partition);
        return [.. values.Select(g => (IReadOnlyList<string>)
        [
            g.Key.Application, StatusTexts.Text(g.Key.Partition), Value(g, GatewayReadings.Lag) is { } lag ? StatusTexts.Text(lag) : "?",
            StatusTexts.Text(Value(g, GatewayReadings.InFlight) ?? 0), Value(g, GatewayReadings.Halted) == 1 ? "halted" : "",
        ])];
    }

    private static long? Value(IEnumerable<MetricReading> readings, string metric) =>
        readings.Where(r => r.Metric == metric).Select(r => (long?)r.Value).FirstOrDefault();
}
