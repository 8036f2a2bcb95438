using ActorServe.Replica.Inference;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.TestKit;
using static ActorServe.Replica.Serving.ReplicaMessages;
using static ActorServe.Replica.Tests.Serving.TestRows;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Replica.Tests.Serving;

/// <summary>How a replica fails, drains and ends.</summary>
public sealed class ReplicaEndSpecs : ReplicaActorTestKit
{
    [Fact]
    public async Task A_replica_whose_run_never_returns_fails_and_gives_back_what_waits()
    {
        _model.IsHolding = true;
        var (replica, node) = await StartAsync(Deployment with { RunTimeout = TimeSpan.FromSeconds(20) });
        replica.Tell(Batch(1, 6), TestActor);
        await _model.HeldAsync();
        await node.WatchAsync(replica);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.All(await ReceiveEntriesAsync(this, 4), e => Assert.Equal(FailureKind.Timeout, e.Failure));

        _time.Advance(TimeSpan.FromSeconds(20));

        var failed = await node.ExpectMsgAsync<ReplicaChanged>(Long);
        Assert.Equal(ReplicaState.Failed, failed.State);
        Assert.Contains("20000 ms", failed.Message, StringComparison.Ordinal);
        Assert.All(await ReceiveEntriesAsync(this, 2), e => Assert.Equal(RowStatus.Rejected, e.Status));
        await node.ExpectTerminatedAsync(replica, Long);
        await AwaitAssertAsync(() => Assert.True(_ended), Long, Often);
    }

    [Fact]
    public async Task A_replica_whose_run_breaks_beside_its_model_fails_and_gives_back_what_waits()
    {
        var store = new FakeModelStore(_model);
        var (replica, node) = await StartAsync(Deployment with { RunTimeout = TimeSpan.FromSeconds(20) }, store);
        await node.WatchAsync(replica);
        _time.HasNoTimers = true;

        replica.Tell(Batch(1, 6), TestActor);

        var failed = await node.ExpectMsgAsync<ReplicaChanged>(Long);
        Assert.Equal(ReplicaState.Failed, failed.State);
        Assert.Contains("InsufficientMemoryException", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("no timer", failed.Message, StringComparison.Ordinal);
        Assert.All(await ReceiveEntriesAsync(this, 2), e => Assert.Equal(RowStatus.Rejected, e.Status));
        await node.ExpectTerminatedAsync(replica, Long);
        await AwaitAssertAsync(() => Assert.Equal(0, store.Uses), Long, Often);
    }

    [Fact]
    public async Task A_replica_whose_run_breaks_while_it_drains_has_failed_and_is_not_gone()
    {
        _model.IsHolding = true;
        var (replica, node) = await StartAsync(Deployment with { RunTimeout = TimeSpan.FromSeconds(20) });
        replica.Tell(Batch(1, 6), TestActor);
        var held = await _model.HeldAsync();
        replica.Tell(new Drain(Long));
        await node.ExpectMsgAsync<ReplicaChanged>(c => Assert.Equal(ReplicaState.Draining, c.State), Long);
        await node.WatchAsync(replica);

        _time.HasNoTimers = true;
        held.End();

        await node.ExpectMsgAsync<ReplicaChanged>(c => Assert.Equal(ReplicaState.Failed, c.State), Long);
        await node.ExpectTerminatedAsync(replica, Long);
    }

    [Fact]
    public async Task A_replica_whose_model_blocks_its_thread_fails_and_is_gone_before_the_thread()
    {
        using var blocked = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        _model.Answer = (i, _) =>
        {
            entered.Set();
            blocked.Wait(Long);
            return RowEntry.Completed(i, []);
        };
        var (replica, node) = await StartAsync(Deployment with { RunTimeout = TimeSpan.FromSeconds(20) });
        await node.WatchAsync(replica);
        replica.Tell(Batch(1, 1), TestActor);
        Assert.True(entered.Wait(Long, TestContext.Current.CancellationToken));

        _time.Advance(TimeSpan.FromSeconds(20));
        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(FailureKind.Timeout, (await ReceiveEntriesAsync(this, 1))[0].Failure);
        await node.ExpectMsgAsync<ReplicaChanged>(c => Assert.Equal(ReplicaState.Failed, c.State), Long);
        await node.ExpectTerminatedAsync(replica, Long);
        blocked.Set();
    }

    [Fact]
    public async Task A_replica_whose_threads_have_ended_gives_its_rows_back_and_fails()
    {
        var (replica, node) = await StartAsync(Deployment);
        await node.WatchAsync(replica);
        await _threads.DisposeAsync();

        replica.Tell(Batch(1, 6), TestActor);

        Assert.All(await ReceiveEntriesAsync(this, 6), e => Assert.Equal(RowStatus.Rejected, e.Status));
        await node.ExpectMsgAsync<ReplicaChanged>(c => Assert.Equal(ReplicaState.Failed, c.State), Long);
        await node.ExpectTerminatedAsync(replica, Long);
    }

    [Fact]
    public async Task A_draining_replica_finishes_what_it_has_rejects_the_rest_and_ends()
    {
        _model.IsHolding = true;
        var store = new FakeModelStore(_model);
        var (replica, node) = await StartAsync(Deployment, store);
        replica.Tell(Batch(1, 4), TestActor);
        var held = await _model.HeldAsync();

        replica.Tell(new Drain(Long));
        await node.ExpectMsgAsync<ReplicaChanged>(c => Assert.Equal(ReplicaState.Draining, c.State), Long);
        replica.Tell(Batch(2, 1), TestActor);
        var rejected = await ExpectMsgAsync<BatchReply>(Long);
        held.End();

        Assert.Equal(RowStatus.Rejected, rejected.Entries.Single().Status);
        Assert.All(await ReceiveEntriesAsync(this, 4), e => Assert.Equal(RowStatus.Completed, e.Status));
        await node.ExpectMsgAsync<ReplicaChanged>(c => Assert.Equal(ReplicaState.Gone, c.State), Long);
        await AwaitAssertAsync(() => Assert.Equal(0, store.Uses), Long, Often);
    }

    [Fact]
    public async Task When_the_grace_is_over_waiting_rows_go_back_and_the_replica_ends()
    {
        _model.IsHolding = true;
        var (replica, node) = await StartAsync(Deployment);
        replica.Tell(Batch(1, 6), TestActor);
        var held = await _model.HeldAsync();
        replica.Tell(new Drain(TimeSpan.FromSeconds(3)));
        await node.ExpectMsgAsync<ReplicaChanged>(c => Assert.Equal(ReplicaState.Draining, c.State), Long);
        await node.WatchAsync(replica);

        _time.Advance(TimeSpan.FromSeconds(3));

        var returned = await ReceiveEntriesAsync(this, 2);
        Assert.All(returned, e => Assert.Equal(RowStatus.Rejected, e.Status));
        await node.ExpectMsgAsync<ReplicaChanged>(c => Assert.Equal(ReplicaState.Gone, c.State), Long);
        await node.ExpectTerminatedAsync(replica, Long);
    }

    [Fact]
    public async Task A_model_is_given_back_though_what_its_cancellation_calls_throws() =>
        await EndWhileItRunsAsync(() => throw new InvalidOperationException("a bug of the deployment"));

    [Fact]
    public async Task A_model_is_given_back_though_what_its_cancellation_calls_never_returns()
    {
        using var never = new ManualResetEventSlim();

        await EndWhileItRunsAsync(() => never.Wait(Long));

        never.Set();
    }

    [Fact]
    public async Task A_model_that_does_not_load_is_told_with_its_reason()
    {
        var (replica, node) = Create(
            Deployment, new FakeModelStore(_model) { Loading = Task.FromException(new ModelLoadException("m.onnx: bad")) });
        await node.WatchAsync(replica);

        await node.ExpectMsgAsync(new ReplicaChanged(ReplicaState.Failed, 0, "m.onnx: bad"), Long);
        await node.ExpectTerminatedAsync(replica, Long);
    }

    [Fact]
    public async Task A_model_that_loads_after_its_replica_ended_is_given_back()
    {
        var loading = new TaskCompletionSource();
        var store = new FakeModelStore(_model) { Loading = loading.Task };
        var (replica, node) = Create(Deployment, store);
        await node.WatchAsync(replica);
        replica.Tell(new Drain(Long));
        await node.ExpectMsgAsync<ReplicaChanged>(c => Assert.Equal(ReplicaState.Gone, c.State), Long);
        await node.ExpectTerminatedAsync(replica, Long);

        loading.SetResult();

        await AwaitAssertAsync(() => Assert.True(_ended), Long, Often);
        await AwaitAssertAsync(() => Assert.Equal((1, 0), (store.Acquired, store.Uses)), Long, Often);
    }

    private async Task EndWhileItRunsAsync(Action whenCancelled)
    {
        _model.IsHolding = true;
        var store = new FakeModelStore(_model);
        var (replica, node) = await StartAsync(Deployment, store);
        replica.Tell(Batch(1, 4), TestActor);
        var held = await _model.HeldAsync();
        held.Cancellation.Register(whenCancelled);
        await node.WatchAsync(replica);

        Sys.Stop(replica);

        await node.ExpectTerminatedAsync(replica, Long);
        await AwaitAssertAsync(() => Assert.Equal((0, true), (store.Uses, _ended)), TimeSpan.FromSeconds(20), Often);
    }
}
