using System.Collections.Immutable;
using ActorServe.Routing;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Reporting;

/// <summary>What a gateway tells the controller of its applications. Pure.</summary>
internal static class ApplicationReports
{
    /// <summary>
    /// One report for each application wanted, also for those that are served over HTTP alone, which are served by being known.
    /// </summary>
    /// <param name="node">The gateway's process.</param>
    /// <param name="status">What it does.</param>
    /// <param name="routers">The numbers of the routers, by application.</param>
    public static ControlProtocol.GatewayReport Of(NodeId node, GatewayStatus status, IReadOnlyDictionary<string, RouterStatus> routers)
    {
        var pipelines = status.Pipelines.ToDictionary(p => p.Application);
        var shares = status.Pipelines.Zip(PartitionReports.Share([.. status.Pipelines.Select(p => p.Partitions.Length)]))
            .ToDictionary(pair => pair.First.Application, pair => pair.Second);
        var reports = status.Applications.Select(name =>
        {
            var rows = routers.GetValueOrDefault(name);
            var pipeline = pipelines.GetValueOrDefault(name);
            var message = pipeline is null ? "" : MessageOf(pipeline);
            var isServing = pipeline is null ? !status.WithKafka.Contains(name) : pipeline.IsReady;
            return new ApplicationReport(
                name, isServing, message, rows?.QueuedRows ?? 0, rows?.OngoingRows ?? 0, pipeline is null ? -1 : LagOf(pipeline))
            {
                Lanes = rows is null
                    ? []
                    : [.. rows.Lanes.Select(lane => new LaneReport(WordOf(lane.Lane), lane.QueuedRows, lane.OngoingRows))],
                Totals = pipeline is null ? default : PartitionReports.TotalsOf(pipeline.Totals),
                Durations = pipeline is null ? [] : pipeline.Totals.Durations.Counts,
                Partitions = pipeline is null ? [] : PartitionReports.Of(pipeline, shares[name]),
                PartitionsLeftOut = pipeline is null ? 0 : pipeline.Partitions.Length - shares[name],
            };
        });
        return new ControlProtocol.GatewayReport(node, [.. reports]) { Version = status.Version, IsDraining = status.IsDraining };
    }

    /// <summary>What a lane is called where it is told.</summary>
    public static string WordOf(Lane lane) => lane switch
    {
        Lane.Kafka => "kafka",
        Lane.Http => "http",
        Lane.Handle => "handle",
        _ => throw new ArgumentOutOfRangeException(nameof(lane), lane, "There is no such lane."),
    };

    private static string MessageOf(PipelineStatus pipeline) => pipeline.State switch
    {
        PipelineState.BackingOff or PipelineState.Failed => pipeline.ShortMessage ?? "the pipeline failed",
        PipelineState.Running => pipeline.Troubles,
        // One that failed and is tried again is in trouble until it runs.
        PipelineState.Starting => pipeline.ShortMessage ?? "",
        _ => "",
    };

    // Where no broker answers, what was read last says nothing of now.
    private static long LagOf(PipelineStatus pipeline) => pipeline.IsBrokerAway == true || pipeline.Partitions.Any(p => p.Lag is null) ? -1
        : pipeline.Partitions.Sum(p => p.Lag!.Value + p.InFlight);
}
