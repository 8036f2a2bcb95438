using System.Diagnostics.Metrics;
using ActorServe.Replica.Tests.Serving;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport.Telemetry;
using Akka.Actor;
using static ActorServe.Replica.Serving.ReplicaMessages;
using static ActorServe.Replica.Tests.Serving.TestRows;
using static ActorServe.Shared.Protocol.ReplicaNodeProtocol;

namespace ActorServe.Replica.Tests.Telemetry;

/// <summary>What a replica measures of its own work.</summary>
public sealed class ReplicaActorMetricsSpecs : ReplicaActorTestKit
{
    private readonly Measured _measured = new();

    private protected override Meter Meter => _measured.Meter;

    protected override async Task AfterAllAsync()
    {
        await base.AfterAllAsync();
        _measured.Dispose();
    }

    [Fact]
    public async Task Rows_that_run_wait_and_have_no_room_are_told()
    {
        _model.IsHolding = true;
        var replica = await StartAsync();

        replica.Tell(Batch(1, 10), TestActor);

        await AwaitAssertAsync(() => Assert.Equal(2, _measured.SumOf("actorserve.replica.rows")), Long);
        Assert.Equal([Tagged(8)], _measured.Of("actorserve.replica.ongoing"));
        Assert.Equal([Tagged(8)], _measured.Of("actorserve.replica.capacity"));
        await AwaitAssertAsync(() => Assert.Equal([Tagged(4)], _measured.Of("actorserve.batch.queued")), Long);
    }

    [Fact]
    public async Task Rows_that_go_back_unrun_are_told_as_rejected()
    {
        var replica = await StartAsync();
        replica.Tell(Batch(1, 3), TestActor);

        replica.Tell(new InferProtocol.WithdrawRows(Me, 1, [0, 2]), TestActor);

        await AwaitAssertAsync(
            () => Assert.Equal(
                ["application=digits, deployment=classifier, outcome=rejected: 2"], _measured.Of("actorserve.replica.rows")),
            Long);
    }

    [Fact]
    public async Task A_run_tells_its_size_its_time_and_how_long_its_rows_had_waited()
    {
        var replica = await StartAsync();

        replica.Tell(Batch(1, 3), TestActor);
        await AwaitAssertAsync(() => Assert.Equal([Tagged(3)], _measured.Of("actorserve.batch.queued")), Long);
        _time.Advance(TimeSpan.FromSeconds(1));

        await AwaitAssertAsync(() => Assert.Equal(3, _measured.SumOf("actorserve.replica.rows")), Long);
        Assert.Equal([Tagged(3)], _measured.Of("actorserve.batch.size"));
        Assert.Equal([Tagged(1)], _measured.Of("actorserve.batch.wait.duration"));
        Assert.Equal([Tagged(0)], _measured.Of("actorserve.batch.run.duration"));
    }

    [Fact]
    public async Task A_replica_counts_as_running_from_its_first_row_of_room_until_it_ends()
    {
        var replica = await StartAsync();
        Assert.Equal([Tagged(1)], _measured.Of("actorserve.replica.starts"));
        Assert.Equal([Tagged(1)], _measured.Of("actorserve.replica.running"));

        replica.Tell(new Drain(Long));

        await AwaitAssertAsync(() => Assert.Empty(_measured.Of("actorserve.replica.running")), Long);
    }

    [Fact]
    public async Task A_health_check_is_counted_where_it_failed()
    {
        var replica = await StartAsync();

        replica.Tell(new CheckHealth(Me, 1), TestActor);
        await ExpectMsgAsync<HealthChecked>(Long);
        _model.Check = _ => throw new InvalidOperationException("it has a cold");
        replica.Tell(new CheckHealth(Me, 2), TestActor);
        await ExpectMsgAsync<HealthChecked>(Long);

        Assert.Equal([Tagged(1)], _measured.Of("actorserve.replica.health_check.failures"));
    }

    private async Task<IActorRef> StartAsync() =>
        (await StartAsync(Deployment with { BatchWaitTimeout = TimeSpan.FromSeconds(1) })).Replica;

    private static string Tagged(int value) => $"application=digits, deployment=classifier: {value}";
}
