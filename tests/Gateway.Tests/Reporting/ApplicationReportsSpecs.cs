using ActorServe.Gateway.Reporting;
using ActorServe.Routing;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Wire;

namespace ActorServe.Gateway.Tests.Reporting;

public sealed class ApplicationReportsSpecs
{
    private static readonly NodeId Node = new("akka.tcp://actorserve@10.0.0.1:4053", 1);

    [Fact]
    public void A_pipeline_that_runs_serves_its_application_and_tells_its_numbers()
    {
        var flow = new PartitionFlow(0, Lag: 5, InFlight: 2, IsPaused: false, HaltedReason: null);

        var report = Of(PipelineState.Running, null, flow, flow with { Partition = 1 });

        Assert.Equal(new ApplicationReport("digits", true, "", 3, 4, 14), report with { Lanes = [], Partitions = [] });
    }

    [Fact]
    public void Partitions_are_told_one_by_one() => Assert.Equal(
        [0, 1],
        Of(PipelineState.Running, null, new PartitionFlow(0, 1, 2, false, null), new PartitionFlow(1, 1, 2, false, null))
            .Partitions.Select(p => p.Partition));

    [Fact]
    public void A_gateway_that_is_on_its_way_out_says_so() => Assert.True(
        ApplicationReports.Of(Node, new GatewayStatus([]) { IsDraining = true }, new Dictionary<string, RouterStatus>()).IsDraining);

    [Fact]
    public void Rows_are_told_by_lane() => Assert.Equal(
        [new("kafka", 2, 3), new("http", 1, 1), new LaneReport("handle", 0, 0)], Of(PipelineState.Running, null).Lanes);

    [Fact]
    public void A_missing_topic_is_told_until_the_pipeline_runs()
    {
        Assert.Equal((false, "topic in is missing"), Told(Of(PipelineState.Failed, "topic in is missing")));
        Assert.Equal((false, "topic in is missing"), Told(Of(PipelineState.Starting, "topic in is missing")));
    }

    [Fact]
    public void One_that_only_starts_or_drains_does_not_serve_and_has_no_trouble()
    {
        Assert.Equal((false, ""), Told(Of(PipelineState.Starting, null)));
        Assert.Equal((false, ""), Told(Of(PipelineState.Draining, null)));
    }

    [Fact]
    public void A_halted_partition_is_told_with_its_reason()
    {
        var halted = new PartitionFlow(3, 5, 2, IsPaused: true, "bad input at offset 7");

        Assert.Equal((false, "partition 3 is halted: bad input at offset 7"), Told(Of(PipelineState.Running, null, halted)));
    }

    [Fact]
    public void Of_many_halted_partitions_the_first_are_told_each_with_the_beginning_of_its_reason()
    {
        PartitionFlow[] halted = [.. Enumerable.Range(0, 5_000).Select(n => new PartitionFlow(n, 0, 0, true, new string('x', 5_000)))];

        var message = Of(PipelineState.Running, new string('m', 50_000), halted).Message;

        Assert.InRange(message.Length, 1_000, 2_000);
        Assert.Contains("; partition 2 is halted: xxx", message, StringComparison.Ordinal);
        Assert.EndsWith("…; 4997 more halted", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_many_applications_with_many_partitions_fits_into_a_frame()
    {
        PartitionFlow[] halted = [.. Enumerable.Range(0, 1_000).Select(n => new PartitionFlow(n, 9, 9, true, new string('ä', 5_000)))];
        string[] names = [.. Enumerable.Range(0, 200).Select(n => $"application-{n}")];
        var status = new GatewayStatus([.. names.Select(name => new PipelineStatus
        {
            Application = name, State = PipelineState.Running, Partitions = [.. halted],
        })])
        {
            Applications = [.. names], WithKafka = [.. names],
        };

        var report = ApplicationReports.Of(Node, status, new Dictionary<string, RouterStatus>());

        Assert.Equal(PartitionReports.Most, report.Applications.Sum(a => a.Partitions.Length));
        Assert.Equal(200 * 1_000 - PartitionReports.Most, report.Applications.Sum(a => a.PartitionsLeftOut));
        Assert.InRange(new ActorServeSerializer(null!).ToBinary(report).Length, 0, WireLimits.MaxFrameBytes / 4);
    }

    [Fact]
    public void What_keeps_a_pipeline_that_runs_from_reading_is_told() =>
        Assert.Equal((false, "the broker is away"), Told(Of(PipelineState.Running, "the broker is away")));

    [Fact]
    public void A_lag_that_is_not_known_yet_is_not_zero() =>
        Assert.Equal(-1, Of(PipelineState.Running, null, new PartitionFlow(0, null, 0, false, null)).Lag);

    [Fact]
    public void An_application_without_kafka_is_served_by_being_known_and_one_whose_pipeline_is_not_there_is_not()
    {
        var status = new GatewayStatus([]) { Applications = ["door", "topic"], WithKafka = ["topic"], Version = 4 };

        var report = ApplicationReports.Of(Node, status, new Dictionary<string, RouterStatus>());

        Assert.Equal(4, report.Version);
        Assert.Equal([("door", true), ("topic", false)], report.Applications.Select(a => (a.Application, a.IsServing)));
    }

    private static (bool IsServing, string Message) Told(ApplicationReport report) => (report.IsServing, report.Message);

    private static ApplicationReport Of(PipelineState state, string? message, params PartitionFlow[] partitions)
    {
        var isReading = state == PipelineState.Running;
        var pipeline = new PipelineStatus
        {
            Application = "digits",
            State = state,
            Message = isReading ? null : message,
            Reading = isReading && message is not null ? new ReadingStatus.BrokerAway(message) : ReadingStatus.NotKnown.Instance,
            Partitions = [.. partitions],
        };
        var status = new GatewayStatus([pipeline]) { Applications = ["digits"], WithKafka = ["digits"] };
        var router = new RouterStatus(QueuedRows: 3, OngoingRows: 4, Replicas: 1)
        {
            Lanes = [new(Lane.Kafka, 2, 3), new(Lane.Http, 1, 1), new(Lane.Handle, 0, 0)],
        };
        var routers = new Dictionary<string, RouterStatus> { ["digits"] = router };
        return Assert.Single(ApplicationReports.Of(Node, status, routers).Applications);
    }
}
