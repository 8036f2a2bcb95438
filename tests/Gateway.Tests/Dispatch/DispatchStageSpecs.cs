using System.Collections.Immutable;
using ActorServe.ActorTestKit;
using ActorServe.Gateway.Dispatch;
using ActorServe.Gateway.Ingest;
using ActorServe.Routing;
using ActorServe.Shared.Protocol;
using Akka.Hosting;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.TestKit;
using Microsoft.Extensions.Time.Testing;
using static ActorServe.Gateway.Tests.Dispatch.Flights;

namespace ActorServe.Gateway.Tests.Dispatch;

public sealed class DispatchStageSpecs : PatientTestKit
{
    private readonly SourceProbe<RecordBatch> _source = new();
    private readonly SinkProbe<OutcomeBatch> _sink = new();
    private readonly FakeIngest _ingest = new();
    private readonly DispatchControl _control = new();
    private readonly DispatchTotals _totals = new();
    private readonly FakeTimeProvider _time = new();

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    [Fact]
    public async Task A_slow_row_holds_back_its_own_partition_only()
    {
        var router = await RunAsync();
        _sink.Request(100);
        Send([.. Rows(0, 2), .. Rows(1, 2)]);
        var submit = await SubmitAsync(router);

        submit.Sink.Settled([.. submit.Rows.Skip(1).Select(r => Completed(r))]);
        await AwaitAssertAsync(() => Assert.Equal([(1, 0L), (1, 1L)], Emitted()));
        submit.Sink.Settled([Completed(submit.Rows[0])]);

        await AwaitAssertAsync(() => Assert.Equal([(1, 0L), (1, 1L), (0, 0L), (0, 1L)], Emitted()));
    }

    [Fact]
    public async Task What_became_ready_without_demand_goes_out_as_one_batch()
    {
        var router = await RunAsync();
        Send(Rows(0, 6));
        var submit = await SubmitAsync(router);
        foreach (var pair in submit.Rows.Chunk(2)) submit.Sink.Settled([.. pair.Select(r => Completed(r))]);
        // The stage takes turns in order: once this is back, the settled rows are in.
        _control.Withdraw([new PartitionEpoch(9, 1)]);
        Send(Rows(9, 1));
        await AwaitAssertAsync(() => Assert.Single(_ingest.WithdrawnRows));

        _sink.Request(1);

        await AwaitAssertAsync(() => Assert.Equal(6, Assert.Single(_sink.Received).Outcomes.Length));
    }

    [Fact]
    public async Task A_failed_row_is_submitted_again_after_its_wait()
    {
        var router = await RunAsync();
        _sink.Request(1);
        Send(Rows(0, 1));
        var first = await SubmitAsync(router);
        first.Sink.Settled([Failed(first.Rows[0], FailureKind.ModelError)]);
        await AwaitAssertAsync(() => Assert.Equal(1, _totals.FailedAttempts));

        _time.Advance(TimeSpan.FromSeconds(2));
        var second = await SubmitAsync(router);
        second.Sink.Settled([Completed(second.Rows[0])]);

        await AwaitAssertAsync(() => Assert.Equal(2, Assert.Single(_sink.Received).Outcomes[0].Row.Attempt));
    }

    [Fact]
    public async Task Above_the_bound_of_held_bytes_rows_are_taken_in_and_go_to_the_router_once_there_is_room()
    {
        var router = await RunAsync(new FlightRules { MaxHeldBytes = 1_000 });
        Send(Rows(0, 1));
        var submit = await SubmitAsync(router);
        submit.Sink.Settled([Completed(submit.Rows[0], bytes: 2_000)]);
        Send(Rows(0, 2, first: 1));
        await AwaitAssertAsync(() => Assert.Equal(3, _totals.RecordsIn));
        // In the same turn as rows that may go: whatever the others do, they have done it.
        Send(Rows(1, 1));
        Assert.Equal(1, Assert.Single((await SubmitAsync(router)).Rows).Source.Partition);

        _sink.Request(1);

        Assert.Equal(1, Assert.Single((await SubmitAsync(router)).Rows).Source.Sequence);
    }

    [Fact]
    public async Task When_its_upstream_is_done_it_waits_for_the_rows_that_are_out()
    {
        var router = await RunAsync();
        _sink.Request(10);
        Send(Rows(0, 2));
        var submit = await SubmitAsync(router);
        submit.Sink.Settled([Completed(submit.Rows[0])]);
        _source.Complete();
        await AwaitAssertAsync(() => Assert.Single(_sink.Received));
        Assert.False(_sink.Completion.IsCompleted);

        submit.Sink.Settled([Completed(submit.Rows[1])]);

        await _sink.Completion.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal([(0, 0L), (0, 1L)], Emitted());
    }

    [Fact]
    public async Task When_its_upstream_is_done_and_the_rest_is_withdrawn_it_completes()
    {
        var router = await RunAsync();
        Send(Rows(0, 2));
        var submit = await SubmitAsync(router);
        _source.Complete();

        _control.Withdraw([new PartitionEpoch(0, 1)]);
        var withdraw = await router.ExpectMsgAsync<RouterProtocol.Withdraw>();
        withdraw.Sink.Withdrawn(submit.Rows);

        await _sink.Completion.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(2, _ingest.WithdrawnRows.Count);
    }

    [Fact]
    public async Task A_withdrawal_while_rows_are_out_lets_them_end_and_gives_back_the_rest()
    {
        var router = await RunAsync();
        _sink.Request(10);
        Send(Rows(0, 3));
        var submit = await SubmitAsync(router);

        _control.Withdraw([new PartitionEpoch(0, 1)]);
        var withdraw = await router.ExpectMsgAsync<RouterProtocol.Withdraw>();
        withdraw.Sink.Withdrawn([.. submit.Rows.Skip(1)]);
        withdraw.Sink.Settled([Completed(submit.Rows[0])]);

        await AwaitAssertAsync(() => Assert.Equal([1L, 2], _ingest.WithdrawnRows.Select(s => s.Sequence)));
        await AwaitAssertAsync(() => Assert.Equal([(0, 0L)], Emitted()));
    }

    [Fact]
    public async Task A_withdrawal_before_the_stage_starts_is_kept_for_it()
    {
        _control.Withdraw([new PartitionEpoch(0, 1)]);

        await RunAsync();
        Send(Rows(0, 1));

        await AwaitAssertAsync(() => Assert.Single(_ingest.WithdrawnRows));
    }

    [Fact]
    public async Task When_the_stream_fails_every_row_is_given_back_and_asked_back_from_the_router()
    {
        var router = await RunAsync();
        Send(Rows(0, 3));
        var submit = await SubmitAsync(router);
        submit.Sink.Settled([Completed(submit.Rows[0])]);

        _source.Fail(new InvalidOperationException("gone"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => _sink.Completion.WaitAsync(TimeSpan.FromSeconds(10)));
        var withdraw = await router.ExpectMsgAsync<RouterProtocol.Withdraw>();
        Assert.Equal([new PartitionEpoch(0, 1)], withdraw.Assignments);
        await AwaitAssertAsync(() => Assert.Equal(3, _ingest.WithdrawnRows.Count));
        _control.Withdraw([new PartitionEpoch(0, 1)]);
    }

    [Fact]
    public async Task When_its_downstream_ends_it_ends_too_and_gives_its_rows_back()
    {
        var router = await RunAsync();
        Send(Rows(0, 1));
        await SubmitAsync(router);

        _sink.Cancel();

        await _source.Cancelled.WaitAsync(TimeSpan.FromSeconds(10));
        await AwaitAssertAsync(() => Assert.Single(_ingest.WithdrawnRows));
    }

    private async Task<TestProbe> RunAsync(FlightRules? rules = null)
    {
        var router = CreateTestProbe();
        var settings = new DispatchSettings(rules ?? new FlightRules(), _time, new Random(1), _totals);
        Source.FromPublisher(_source)
            .Via(new DispatchStage(router.Ref, _control, _ingest, settings))
            .WithAttributes(Attributes.CreateInputBuffer(1, 1))
            .To(Sink.FromSubscriber(_sink))
            .Run(Sys.Materializer());
        await AwaitAssertAsync(() => Assert.True(_source.Requested > 0));
        return router;
    }

    private void Send(ImmutableArray<InferRow> rows) => _source.Send(new RecordBatch(rows));

    private static async Task<RouterProtocol.Submit> SubmitAsync(TestProbe router) => await router.ExpectMsgAsync<RouterProtocol.Submit>();

    private List<(int, long)> Emitted() =>
        _sink.Received.SelectMany(b => b.Outcomes).Select(o => (o.Row.Source.Partition, o.Row.Source.Sequence)).ToList();
}
