using ActorServe.Gateway.Front.Requests;
using ActorServe.Gateway.Telemetry;
using ActorServe.Routing;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Telemetry;
using ActorServe.TestSupport.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Gateway.Tests.Telemetry;

public sealed class GatewayMetricsSpecs : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Measured _measured = new();
    private readonly GatewayNumbers _numbers;
    private readonly DoorMetrics _door;

    public GatewayMetricsSpecs()
    {
        _numbers = new GatewayNumbers(_time);
        _ = new GatewayMetrics(_measured.Meter, _numbers);
        _door = new DoorMetrics(_measured.Meter);
    }

    [Theory]
    [InlineData("actorserve.records.received", 9)]
    [InlineData("actorserve.records.sent", 5)]
    [InlineData("actorserve.records.dead_lettered", 2)]
    [InlineData("actorserve.records.skipped", 1)]
    [InlineData("actorserve.attempts.failed", 7)]
    [InlineData("actorserve.pipeline.restarts", 3)]
    [InlineData("actorserve.pipeline.ready", 1)]
    [InlineData("actorserve.broker.reachable", 1)]
    [InlineData("actorserve.router.replicas", 4)]
    public void What_an_application_counts_is_told_by_its_name(string metric, int value)
    {
        See(Samples.Pipeline(new PartitionFlow(0, 5, 2, false, null)));

        Assert.Equal([$"application=digits: {value}"], _measured.Of(metric));
    }

    [Fact]
    public void Rows_at_the_router_are_told_by_the_lane_that_they_came_in_by()
    {
        See(Samples.Pipeline());

        Assert.Equal(["application=digits, lane=kafka: 7", "application=digits, lane=http: 3"], _measured.Of("actorserve.router.queued"));
        Assert.Equal(["application=digits, lane=kafka: 15", "application=digits, lane=http: 5"], _measured.Of("actorserve.router.ongoing"));
    }

    [Fact]
    public void A_partition_tells_what_is_in_flight_and_all_that_is_not_committed()
    {
        See(Samples.Pipeline(new PartitionFlow(0, 5, 2, false, null), new PartitionFlow(3, null, 1, false, null)));

        Assert.Equal(["application=digits, id=0: 2", "application=digits, id=3: 1"], _measured.Of("actorserve.records.in_flight"));
        Assert.Equal(["application=digits, id=0: 7"], _measured.Of("actorserve.consumer.lag"));
    }

    [Fact]
    public void A_partition_that_another_gateway_has_now_is_not_told_any_more()
    {
        See(Samples.Pipeline(new PartitionFlow(0, 5, 2, false, null)));
        Assert.Single(_measured.Of("actorserve.consumer.lag"));

        See(Samples.Pipeline());

        Assert.Empty(_measured.Of("actorserve.consumer.lag"));
    }

    [Fact]
    public void A_partition_that_stands_at_a_record_is_told_as_halted_and_its_pipeline_as_not_ready()
    {
        See(Samples.Pipeline(new PartitionFlow(0, 5, 0, true, "bad record at 17"), new PartitionFlow(1, 5, 0, false, null)));

        Assert.Equal(["application=digits, id=0: 1", "application=digits, id=1: 0"], _measured.Of("actorserve.partition.halted"));
        Assert.Equal(["application=digits: 0"], _measured.Of("actorserve.pipeline.ready"));
    }

    [Fact]
    public void A_broker_that_is_away_is_told_and_nothing_of_it_where_no_pipeline_runs()
    {
        See(Samples.Pipeline() with { Reading = new ReadingStatus.BrokerAway("Local_AllBrokersDown: as arranged") });
        Assert.Equal(["application=digits: 0"], _measured.Of("actorserve.broker.reachable"));

        See(Samples.Pipeline() with { Reading = ReadingStatus.NotKnown.Instance, State = PipelineState.BackingOff });

        Assert.Empty(_measured.Of("actorserve.broker.reachable"));
        Assert.Equal(["application=digits: 0"], _measured.Of("actorserve.pipeline.ready"));
    }

    [Fact]
    public void However_many_looks_there_are_in_a_second_its_sample_is_the_same()
    {
        for (var look = 1; look <= 10; look++) See(Finished(look * DurationSample.Most));
        Assert.Empty(_measured.Of("actorserve.record.duration"));

        _numbers.Sample();

        Assert.Equal(DurationSample.Most, _measured.Of("actorserve.record.duration").Count);
    }

    [Fact]
    public void How_long_records_took_is_recorded_once_for_each_by_the_middle_of_its_bucket()
    {
        See(Samples.Pipeline());
        _numbers.Sample();
        See(Samples.Pipeline());
        _numbers.Sample();

        Assert.Equal(
            [.. Enumerable.Repeat("application=digits: 0.0072", 4), "application=digits: 0.0144"],
            _measured.Of("actorserve.record.duration"));
    }

    [Fact]
    public void The_age_of_a_commit_grows_while_none_comes()
    {
        var flow = new PartitionFlow(0, 5, 2, false, null) { Watermark = 40, Committed = 40 };
        See(Samples.Pipeline(flow));
        _time.Advance(TimeSpan.FromSeconds(30));
        See(Samples.Pipeline(flow));

        Assert.Equal(["application=digits, id=0: 30"], _measured.Of("actorserve.commit.age"));
    }

    [Fact]
    public void An_application_without_kafka_has_no_records()
    {
        _numbers.See(new GatewayStatus([]) { Applications = ["door"] }, new Dictionary<string, RouterStatus> { ["door"] = Samples.Router });

        Assert.Empty(_measured.Of("actorserve.records.received"));
        Assert.Equal(["application=door: 4"], _measured.Of("actorserve.router.replicas"));
    }

    [Fact]
    public void A_request_is_told_with_its_status_and_never_with_what_a_client_made_up()
    {
        _door.Answered("POST", "digits", 200, TimeSpan.FromSeconds(0.5));
        _door.Answered("BREW", null, 405, TimeSpan.FromSeconds(1));

        Assert.Equal(
            ["method=POST, status_code=200, application=digits: 0.5", "method=_OTHER, status_code=405: 1"],
            _measured.Of("actorserve.http.request.duration"));
    }

    [Fact]
    public void Requests_in_hand_are_told()
    {
        var room = new RequestRoom(8, 1_000);
        _door.Watch(room);
        room.TryEnter();

        Assert.Equal([": 1"], _measured.Of("actorserve.http.active_requests"));
    }

    [Fact]
    public void The_document_has_every_metric_with_its_kind_unit_and_attributes()
    {
        See(Samples.Pipeline(new PartitionFlow(0, 5, 2, false, null)));
        _numbers.Sample();
        _door.Answered("POST", "digits", 200, TimeSpan.Zero);

        Assert.Equal(MetricsDocument.RowsOf("Gateway"), _measured.Rows);
    }

    public void Dispose() => _measured.Dispose();

    private void See(PipelineStatus pipeline) => _numbers.See(Samples.Status(pipeline), Samples.Routers);

    private static PipelineStatus Finished(long records) => Samples.Pipeline() with
    {
        Totals = new PipelineTotals { Durations = DurationBuckets.Of([new DurationCount(DurationBuckets.BucketUpTo(8), records)]) },
    };
}
