using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.TestKit;
using static ActorServe.Replica.Serving.ReplicaMessages;
using static ActorServe.Replica.Tests.Serving.TestRows;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Replica.Tests.Serving;

public sealed class ReplicaActorSpecs : ReplicaActorTestKit
{
    [Fact]
    public async Task Each_row_is_answered_with_its_own_outputs()
    {
        var (replica, _) = await StartAsync(Deployment);

        replica.Tell(Batch(1, 6), TestActor);

        var entries = await ReceiveEntriesAsync(this, 6);
        Assert.All(entries, e => Assert.Equal(e.Row, NumberOf(e)));
        Assert.Equal(Enumerable.Range(0, 6), entries.Select(e => e.Row).Order());
    }

    [Fact]
    public async Task Rows_beyond_the_room_are_rejected_and_the_rest_are_served()
    {
        _model.IsHolding = true;
        var (replica, _) = await StartAsync(Deployment);

        replica.Tell(Batch(1, 10), TestActor);
        var rejected = await ExpectMsgAsync<BatchReply>(Long);
        (await _model.HeldAsync()).End();
        (await _model.HeldAsync()).End();

        Assert.Equal([8, 9], rejected.Entries.Select(e => e.Row));
        var served = await ReceiveEntriesAsync(this, 8);
        Assert.All(served, e => Assert.Equal(RowStatus.Completed, e.Status));
    }

    [Fact]
    public async Task A_batch_has_no_more_rows_than_the_model_can_make_use_of()
    {
        var model = new FakeModel { MostRows = 2 };
        var (replica, node) = Create(Deployment, new FakeModelStore(model));
        await node.ExpectMsgAsync<ReplicaChanged>(c => Assert.Equal(ReplicaState.Running, c.State), Long);

        replica.Tell(Batch(1, 6), TestActor);

        await ReceiveEntriesAsync(this, 6);
        Assert.All(model.BatchSizes, size => Assert.InRange(size, 1, 2));
    }

    [Fact]
    public async Task A_model_error_fails_only_its_own_rows()
    {
        _model.Answer = (i, row) => row.Source.Sequence == 1
            ? RowEntry.Failed(i, FailureKind.ModelError, "no") : RowEntry.Completed(i, [new RowOutput(row.Value!.Value)]);
        var (replica, _) = await StartAsync(Deployment);

        replica.Tell(Batch(1, 4), TestActor);

        var entries = await ReceiveEntriesAsync(this, 4);
        Assert.Equal([1], entries.Where(e => e.Status == RowStatus.Failed).Select(e => e.Row));
    }

    [Fact]
    public async Task A_model_that_throws_fails_its_batch_and_the_replica_goes_on()
    {
        var good = _model.Answer;
        _model.Answer = (_, _) => throw new InvalidOperationException("a bug with /a/path");
        var (replica, _) = await StartAsync(Deployment);
        replica.Tell(Batch(1, 2), TestActor);
        var failed = await ReceiveEntriesAsync(this, 2);

        _model.Answer = good;
        replica.Tell(Batch(2, 2), TestActor);

        Assert.All(failed, e => Assert.Equal((RowStatus.Failed, FailureKind.ModelError), (e.Status, e.Failure)));
        Assert.All(failed, e => Assert.DoesNotContain("/a/path", e.Message, StringComparison.Ordinal));
        Assert.All(await ReceiveEntriesAsync(this, 2), e => Assert.Equal(RowStatus.Completed, e.Status));
    }

    [Fact]
    public async Task Two_callers_share_a_batch_and_each_gets_its_own_reply()
    {
        _model.IsHolding = true;
        var (replica, _) = await StartAsync(Deployment);
        var other = CreateTestProbe();
        replica.Tell(Batch(1, 1), TestActor);
        var held = await _model.HeldAsync();

        replica.Tell(Batch(2, 2), TestActor);
        replica.Tell(Batch(2, 2), other);
        held.End();
        (await _model.HeldAsync()).End();

        Assert.Equal([1, 4], _model.BatchSizes);
        Assert.Equal(3, (await ReceiveEntriesAsync(this, 3)).Count);
        Assert.Equal(2, (await ReceiveEntriesAsync(other, 2)).Count);
    }

    [Fact]
    public async Task A_rejected_caller_is_told_of_room_once()
    {
        _model.IsHolding = true;
        var (replica, _) = await StartAsync(Deployment);
        replica.Tell(Batch(1, 8), TestActor);
        replica.Tell(Batch(2, 1), TestActor);
        replica.Tell(Batch(3, 1), TestActor);
        await ExpectMsgAsync<BatchReply>(Long);
        await ExpectMsgAsync<BatchReply>(Long);

        (await _model.HeldAsync()).End();
        await ExpectMsgAsync<BatchReply>(Long);
        await ExpectMsgAsync(new RoomAgain(Me), Long);
        (await _model.HeldAsync()).End();
        await ExpectMsgAsync<BatchReply>(Long);

        replica.Tell(Batch(4, 1, to: Me with { Number = 99 }), TestActor);
        Assert.Equal(4, (await ExpectMsgAsync<BatchReply>(Long)).BatchId);
    }

    [Fact]
    public async Task Rows_that_nobody_waits_for_come_back_where_no_run_has_them()
    {
        _model.IsHolding = true;
        var (replica, _) = await StartAsync(Deployment);
        replica.Tell(Batch(1, 6), TestActor);
        var held = await _model.HeldAsync();

        replica.Tell(new WithdrawRows(Me with { Number = 99 }, 1, [4]), TestActor);
        replica.Tell(new WithdrawRows(Me, 2, [4]), TestActor);
        replica.Tell(new WithdrawRows(Me, 1, [1, 5]), TestActor);

        var back = Assert.Single(await ReceiveEntriesAsync(this, 1));
        Assert.Equal((5, RowStatus.Rejected), (back.Row, back.Status));
        _model.IsHolding = false;
        held.End();
        var entries = await ReceiveEntriesAsync(this, 5);
        Assert.Equal([0, 1, 2, 3, 4], entries.Select(e => e.Row).Order());
        Assert.All(entries, e => Assert.Equal(RowStatus.Completed, e.Status));
    }

    [Fact]
    public async Task A_run_over_its_time_fails_its_rows_and_keeps_its_place_until_it_ends()
    {
        _model.IsHolding = true;
        var (replica, _) = await StartAsync(Deployment with { RunTimeout = TimeSpan.FromSeconds(5) });
        replica.Tell(Batch(1, 6), TestActor);
        var held = await _model.HeldAsync();

        _time.Advance(TimeSpan.FromSeconds(5));

        var overdue = await ReceiveEntriesAsync(this, 4);
        Assert.All(overdue, e => Assert.Equal(FailureKind.Timeout, e.Failure));
        await AwaitAssertAsync(() => Assert.True(held.Cancellation.IsCancellationRequested), Long, Often);
        Assert.Equal([4], _model.BatchSizes);
        _model.IsHolding = false;
        held.End();
        var rest = await ReceiveEntriesAsync(this, 2);
        Assert.Equal([4, 5], rest.Select(e => e.Row).Order());
        Assert.All(rest, e => Assert.Equal(RowStatus.Completed, e.Status));
    }

    [Fact]
    public async Task A_model_on_the_nodes_threads_is_waited_for_without_end()
    {
        var held = new FakeModel { IsHolding = true, IsSynchronous = true };
        var (replica, node) = Create(Deployment with { RunTimeout = TimeSpan.FromSeconds(20) }, new FakeModelStore(held));
        await node.ExpectMsgAsync<ReplicaChanged>(c => Assert.Equal(ReplicaState.Running, c.State), Long);
        replica.Tell(Batch(1, 4), TestActor);
        var run = await held.HeldAsync();
        _time.Advance(TimeSpan.FromSeconds(20));
        await ReceiveEntriesAsync(this, 4);

        _time.Advance(TimeSpan.FromHours(1));
        held.IsHolding = false;
        run.End();
        replica.Tell(Batch(2, 1), TestActor);

        Assert.Equal(RowStatus.Completed, (await ReceiveEntriesAsync(this, 1))[0].Status);
    }

    [Fact]
    public async Task A_row_whose_time_left_is_over_is_answered_without_a_run()
    {
        _model.IsHolding = true;
        var (replica, _) = await StartAsync(Deployment);
        replica.Tell(Batch(1, 4), TestActor);
        var held = await _model.HeldAsync();
        replica.Tell(new InferBatch(Me, 2, [Row(7, -1, TimeSpan.FromSeconds(1))]), TestActor);
        replica.Tell(Batch(3, 1, to: Me with { Number = 99 }), TestActor);
        await ExpectMsgAsync<BatchReply>(r => Assert.Equal(3, r.BatchId), Long);

        _time.Advance(TimeSpan.FromSeconds(2));
        held.End();

        var replies = new[] { await ExpectMsgAsync<BatchReply>(Long), await ExpectMsgAsync<BatchReply>(Long) };
        Assert.Equal(FailureKind.Timeout, replies.Single(r => r.BatchId == 2).Entries.Single().Failure);
        Assert.Equal([4], _model.BatchSizes);
    }

    [Fact]
    public async Task A_batch_that_is_not_full_waits_as_long_as_it_should()
    {
        var (replica, _) = await StartAsync(Deployment with { BatchWaitTimeout = TimeSpan.FromSeconds(5) });
        replica.Tell(Batch(1, 2), TestActor);
        replica.Tell(Batch(2, 1, to: Me with { Number = 99 }), TestActor);
        await ExpectMsgAsync<BatchReply>(r => Assert.Equal(2, r.BatchId), Long);
        Assert.Empty(_model.BatchSizes);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(2, (await ReceiveEntriesAsync(this, 2)).Count);
        Assert.Equal([2], _model.BatchSizes);
    }

    [Fact]
    public async Task A_starting_replica_rejects_rows()
    {
        var (replica, _) = Create(Deployment, new FakeModelStore(_model) { Loading = new TaskCompletionSource().Task });

        replica.Tell(Batch(1, 2), TestActor);

        Assert.All((await ExpectMsgAsync<BatchReply>(Long)).Entries, e => Assert.Equal(RowStatus.Rejected, e.Status));
    }

    [Fact]
    public async Task A_starting_replica_says_that_it_holds_nothing()
    {
        var (replica, _) = Create(Deployment, new FakeModelStore(_model) { Loading = new TaskCompletionSource().Task });

        replica.Tell(new Sync(Me, 7), TestActor);

        Assert.Empty((await ExpectMsgAsync<SyncReply>(r => Assert.Equal((Me, 7L), (r.Replica, r.SyncId)), Long)).Held);
    }

    [Fact]
    public async Task A_replica_says_what_it_holds_also_while_it_drains()
    {
        _model.IsHolding = true;
        var (replica, node) = await StartAsync(Deployment);
        replica.Tell(Batch(1, 6), TestActor);
        var held = await _model.HeldAsync();

        replica.Tell(new Sync(Me, 7), TestActor);
        replica.Tell(new Drain(Long));
        replica.Tell(new Sync(Me, 8), TestActor);

        Assert.Equal([0, 1, 2, 3, 4, 5], (await ExpectMsgAsync<SyncReply>(Long)).Held.Single().Rows);
        Assert.Equal([0, 1, 2, 3, 4, 5], (await ExpectMsgAsync<SyncReply>(Long)).Held.Single().Rows);
        held.End();
        (await _model.HeldAsync()).End();
        Assert.Equal(6, (await ReceiveEntriesAsync(this, 6)).Count);
        await node.FishForMessageAsync<ReplicaChanged>(c => c.State == ReplicaState.Gone, Long);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(0, 30)]
    [InlineData(null, 30)]
    public async Task A_health_check_has_the_time_that_its_asker_gives_or_else_the_replicas_own(int? given, int seconds)
    {
        var begun = new TaskCompletionSource<CancellationToken>(TaskCreationOptions.RunContinuationsAsynchronously);
        _model.Check = cancellation =>
        {
            begun.SetResult(cancellation);
            return Task.Delay(Timeout.Infinite, cancellation);
        };
        var (replica, _) = await StartAsync(Deployment with { HealthCheckTimeout = TimeSpan.FromSeconds(30) });
        replica.Tell(
            new ReplicaNodeProtocol.CheckHealth(Me, 1) { Timeout = given is { } time ? TimeSpan.FromSeconds(time) : null }, TestActor);
        var cancelled = await begun.Task.WaitAsync(Long);

        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
        var before = cancelled.IsCancellationRequested;
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.False(before);
        Assert.Contains("Canceled", (await ExpectMsgAsync<ReplicaNodeProtocol.HealthChecked>(Long)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_of_failed_health_checks_is_logged_with_its_reason()
    {
        var (replica, _) = await StartAsync(Deployment);

        await EventFilter.Warning(contains: "IOException: the disk is full").ExpectAsync(2, async () =>
        {
            await CheckAsync(isWell: false);
            await CheckAsync(isWell: false);
            await CheckAsync(isWell: true);
            await CheckAsync(isWell: false);
        });

        async Task CheckAsync(bool isWell)
        {
            _model.Check = _ => isWell ? Task.CompletedTask : throw new IOException("the disk is full");
            replica.Tell(new ReplicaNodeProtocol.CheckHealth(Me, 1), TestActor);
            await ExpectMsgAsync<ReplicaNodeProtocol.HealthChecked>(Long);
        }
    }
}
