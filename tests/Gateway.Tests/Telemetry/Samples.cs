using ActorServe.Routing;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Telemetry;

namespace ActorServe.Gateway.Tests.Telemetry;

/// <summary>A gateway with one application, each of whose numbers is another.</summary>
internal static class Samples
{
    public static RouterStatus Router { get; } = new(QueuedRows: 10, OngoingRows: 20, Replicas: 4)
    {
        Lanes = [new LaneRows(Lane.Kafka, QueuedRows: 7, OngoingRows: 15), new LaneRows(Lane.Http, QueuedRows: 3, OngoingRows: 5)],
    };

    public static Dictionary<string, RouterStatus> Routers { get; } = new() { ["digits"] = Router };

    public static PipelineStatus Pipeline(params PartitionFlow[] partitions) => new()
    {
        Application = "digits",
        State = PipelineState.Running,
        Totals = new PipelineTotals(RecordsIn: 9, Results: 5, DeadLetters: 2, Skipped: 1, FailedAttempts: 7)
        {
            Durations = DurationBuckets.Of(
                [new DurationCount(DurationBuckets.BucketUpTo(8), 4), new DurationCount(DurationBuckets.BucketUpTo(16), 1)]),
        },
        Restarts = 3,
        Reading = ReadingStatus.Reads.Instance,
        Partitions = [.. partitions],
    };

    public static GatewayStatus Status(PipelineStatus pipeline) =>
        new([pipeline]) { Applications = [pipeline.Application], WithKafka = [pipeline.Application] };
}
