using ActorServe.ActorTestKit;
using ActorServe.Replica.Inference;
using ActorServe.Replica.Telemetry;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport.Telemetry;
using Akka;
using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static ActorServe.Replica.Serving.ReplicaMessages;
using static ActorServe.Replica.Tests.Serving.TestRows;
using static ActorServe.Shared.Protocol.DirectoryProtocol;
using static ActorServe.Shared.Protocol.InferProtocol;
using static ActorServe.Shared.Protocol.ReplicaNodeProtocol;

namespace ActorServe.Replica.Tests.Serving;

public sealed class ReplicaNodeActorSpecs : PatientTestKit
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private static readonly DeploymentConfig Deployment = new() { Name = "classifier", Model = "fake", MaxBatchSize = 4 };

    private readonly FakeModel _model = new();
    private readonly Measured _measured = new();
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _loading = new();

    private ActorSelection Node => Sys.ActorSelection(ActorPaths.ReplicaNode);

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.WithActorServeReplica(new ReplicaOptions(), _ => new ReplicaParts(
            new FakeModelStore(_model) { Loading = _loading.Task }, new InferenceThreads(1, NullLogger<InferenceThreads>.Instance),
            _time, NullLoggerFactory.Instance, new Random(1)) { Metrics = new ReplicaMetrics(_measured.Meter) });

    [Fact]
    public async Task A_replica_is_told_as_starting_then_running_and_serves()
    {
        await WatchAsync();

        Node.Tell(new StartReplica(Key, Deployment, Guid.NewGuid()));
        var starting = await ExpectMsgAsync<ReplicasChanged>(Long);
        _loading.SetResult();
        var running = await ExpectMsgAsync<ReplicasChanged>(Long);

        Assert.Equal((1L, ReplicaState.Starting), (starting.Revision, starting.Replica.State));
        Assert.Equal((2L, ReplicaState.Running, 8), (running.Revision, running.Replica.State, running.Replica.MaxOngoingRequests));
        Sys.ActorSelection(running.Replica.Path).Tell(Batch(1, 2, to: running.Replica.Id), TestActor);
        Assert.Equal(1, (await ExpectMsgAsync<BatchReply>(Long)).BatchId);
    }

    [Fact]
    public async Task A_replica_is_told_with_the_file_that_it_is_to_run_and_one_that_may_run_any_with_none()
    {
        await WatchAsync();

        Node.Tell(new StartReplica(Key, Deployment, Guid.NewGuid(), new ModelPin("3", "8f1e")));
        Node.Tell(new StartReplica(Key, Deployment, Guid.NewGuid()));
        var pinned = await ExpectMsgAsync<ReplicasChanged>(Long);
        var any = await FishForMessageAsync(m => m is ReplicasChanged { Replica.Id.Number: 2 }, Long);

        Assert.Equal(("8f1e", ""), (pinned.Replica.ModelDigest, ((ReplicasChanged)any).Replica.ModelDigest));
    }

    [Fact]
    public async Task A_wish_that_comes_twice_is_carried_out_once()
    {
        var wish = new StartReplica(Key, Deployment, Guid.NewGuid());
        Node.Tell(wish);
        Node.Tell(wish);
        Node.Tell(wish with { RequestId = Guid.NewGuid() });
        await WatchAsync();

        await AwaitAssertAsync(
            async () => Assert.Equal([1, 2], (await WatchAsync()).Replicas.Select(r => r.Id.Number)), Long, TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public async Task A_failed_start_is_told_once_with_its_reason_and_forgotten()
    {
        _loading.SetException(new ModelLoadException("m.onnx: bad"));
        await WatchAsync();

        Node.Tell(new StartReplica(Key, Deployment, Guid.NewGuid()));
        await ExpectMsgAsync<ReplicasChanged>(Long);
        var failed = await ExpectMsgAsync<ReplicasChanged>(Long);

        Assert.Equal((ReplicaState.Failed, "m.onnx: bad"), (failed.Replica.State, failed.Replica.Message));
        await AwaitAssertAsync(() => Assert.Equal(1, _measured.SumOf("actorserve.replica.failures")), Long);
        Assert.Empty((await WatchAsync()).Replicas);
    }

    [Fact]
    public async Task A_stopped_replica_drains_and_is_gone()
    {
        var replica = await StartAsync();

        Node.Tell(new StopReplica(replica.Id, Long));

        await ExpectMsgAsync<ReplicasChanged>(c => Assert.Equal(ReplicaState.Draining, c.Replica.State), Long);
        await ExpectMsgAsync<ReplicasChanged>(c => Assert.Equal(ReplicaState.Gone, c.Replica.State), Long);
        Assert.Empty((await WatchAsync()).Replicas);
    }

    [Fact]
    public async Task A_replica_that_does_not_end_in_its_time_is_told_as_failed_at_once_and_counted_once()
    {
        using var caller = new HangingCaller();
        var replica = await StartAsync();
        var actor = await WatchAsync(replica);
        actor.Tell(new Sync(replica.Id, 1), caller);
        await caller.Entered.WaitAsync(Long);

        await StopAsync(replica, TimeSpan.FromSeconds(20));
        _time.Advance(TimeSpan.FromSeconds(29));
        await StopAsync(replica, TimeSpan.FromSeconds(20));
        Assert.Single((await WatchAsync()).Replicas);
        _time.Advance(TimeSpan.FromSeconds(1));

        var failed = (await ExpectMsgAsync<ReplicasChanged>(Long)).Replica;
        Assert.Equal((replica.Id, ReplicaState.Failed, "It did not end in its time."), (failed.Id, failed.State, failed.Message));
        caller.Release();
        await ExpectTerminatedAsync(actor, Long);
        await NodeHasHeardAsync();
        Assert.Equal(1, _measured.SumOf("actorserve.replica.failures"));
    }

    [Fact]
    public async Task A_replica_that_drains_has_the_time_that_it_was_given_last()
    {
        var (replica, held) = await StartDrainingAsync(TimeSpan.FromSeconds(20));

        await StopAsync(replica, TimeSpan.FromSeconds(60));
        await Sys.ActorSelection(replica.Path).Ask<SyncReply>(new Sync(replica.Id, 1), Long);
        _time.Advance(TimeSpan.FromSeconds(59));
        held.End();

        await ExpectMsgAsync<ReplicasChanged>(c => Assert.Equal(ReplicaState.Gone, c.Replica.State), Long);
    }

    [Fact]
    public async Task A_replica_whose_actor_is_killed_is_told_as_failed()
    {
        var replica = await StartAsync();

        Sys.ActorSelection(replica.Path).Tell(Kill.Instance);

        await ExpectMsgAsync<ReplicasChanged>(c => Assert.Equal(ReplicaState.Failed, c.Replica.State), Long);
    }

    [Fact]
    public async Task A_replica_that_does_not_start_or_crashes_is_counted_as_failed_and_one_that_is_stopped_is_not()
    {
        var stopped = await StartAsync();
        Node.Tell(new StopReplica(stopped.Id, Long));
        await FishForMessageAsync(m => m is ReplicasChanged { Replica.State: ReplicaState.Gone }, Long);
        Assert.Equal(0, _measured.SumOf("actorserve.replica.failures"));

        Node.Tell(new StartReplica(Key, Deployment, Guid.NewGuid()));
        var killed = (ReplicasChanged)await FishForMessageAsync(m => m is ReplicasChanged { Replica.State: ReplicaState.Running }, Long);
        Sys.ActorSelection(killed.Replica.Path).Tell(Kill.Instance);

        await AwaitAssertAsync(() => Assert.Equal(1, _measured.SumOf("actorserve.replica.failures")), Long);
    }

    [Fact]
    public async Task A_shutdown_waits_until_the_replicas_have_answered()
    {
        _model.IsHolding = true;
        var replica = await StartAsync();
        var caller = CreateTestProbe();
        Sys.ActorSelection(replica.Path).Tell(Batch(1, 2, to: replica.Id), caller);
        var held = await _model.HeldAsync();
        var answered = caller.ExpectMsgAsync<BatchReply>(Long).AsTask();

        var shutdown = CoordinatedShutdown.Get(Sys).Run(CoordinatedShutdown.ClrExitReason.Instance);
        await ExpectMsgAsync<ReplicasSnapshot>(s => Assert.True(s.IsDraining), Long);
        await ExpectMsgAsync<ReplicasChanged>(c => Assert.Equal(ReplicaState.Draining, c.Replica.State), Long);
        held.End();

        Assert.Equal(2, (await answered).Entries.Length);
        await shutdown.WaitAsync(Long);
    }

    [Fact]
    public async Task A_node_that_drains_says_so_before_its_replicas_do_to_all_that_watch_or_will()
    {
        var replica = await StartAsync();

        Node.Tell(new DrainAll(Long), CreateTestProbe());
        var told = await ExpectMsgAsync<ReplicasSnapshot>(Long);
        var change = await ExpectMsgAsync<ReplicasChanged>(Long);

        Assert.Equal((3, true, replica), (told.Revision, told.IsDraining, Assert.Single(told.Replicas)));
        Assert.Equal((4, ReplicaState.Draining), (change.Revision, change.Replica.State));
        Assert.True((await WatchAsync()).IsDraining);
    }

    [Fact]
    public async Task A_node_that_drains_gives_a_replica_that_drains_already_the_new_time()
    {
        var (replica, held) = await StartDrainingAsync(TimeSpan.FromSeconds(20));

        Node.Tell(new DrainAll(TimeSpan.FromSeconds(60)), CreateTestProbe());
        await ExpectMsgAsync<ReplicasSnapshot>(s => Assert.True(s.IsDraining), Long);
        await NodeHasHeardAsync();
        await Sys.ActorSelection(replica.Path).Ask<SyncReply>(new Sync(replica.Id, 1), Long);
        _time.Advance(TimeSpan.FromSeconds(59));
        held.End();

        await ExpectMsgAsync<ReplicasChanged>(c => Assert.Equal(ReplicaState.Gone, c.Replica.State), Long);
    }

    [Fact]
    public async Task A_replica_that_hangs_while_its_node_drains_is_told_as_failed_and_no_longer_waited_for()
    {
        using var caller = new HangingCaller();
        var (replica, drainer) = (await StartAsync(), CreateTestProbe());
        Sys.ActorSelection(replica.Path).Tell(new Sync(replica.Id, 1), caller);
        await caller.Entered.WaitAsync(Long);

        Node.Tell(new DrainAll(TimeSpan.FromSeconds(20)), drainer);
        await ExpectMsgAsync<ReplicasSnapshot>(s => Assert.True(s.IsDraining), Long);
        await NodeHasHeardAsync();
        _time.Advance(TimeSpan.FromSeconds(30));

        // Told by the node, while the replica still hangs.
        await ExpectMsgAsync<ReplicasChanged>(c => Assert.Equal(ReplicaState.Failed, c.Replica.State), Long);
        await drainer.ExpectMsgAsync<Done>(Long);
        caller.Release();
    }

    private async Task<ReplicaEntry> StartAsync()
    {
        _loading.SetResult();
        await WatchAsync();
        Node.Tell(new StartReplica(Key, Deployment, Guid.NewGuid()));
        await ExpectMsgAsync<ReplicasChanged>(Long);
        return (await ExpectMsgAsync<ReplicasChanged>(Long)).Replica;
    }

    // A replica that was told to stop while it runs a batch, which the model holds.
    private async Task<(ReplicaEntry Replica, FakeModel.HeldBatch Held)> StartDrainingAsync(TimeSpan grace)
    {
        _model.IsHolding = true;
        var replica = await StartAsync();
        Sys.ActorSelection(replica.Path).Tell(Batch(1, 2, to: replica.Id), CreateTestProbe());
        var held = await _model.HeldAsync();
        await StopAsync(replica, grace);
        await ExpectMsgAsync<ReplicasChanged>(c => Assert.Equal(ReplicaState.Draining, c.Replica.State), Long);
        return (replica, held);
    }

    private async Task StopAsync(ReplicaEntry replica, TimeSpan grace)
    {
        Node.Tell(new StopReplica(replica.Id, grace));
        await NodeHasHeardAsync();
    }

    private async Task NodeHasHeardAsync() => await Node.Ask<ModelResolved>(new ResolveModel(Deployment, Guid.NewGuid()), Long);

    private async Task<IActorRef> WatchAsync(ReplicaEntry replica) =>
        await WatchAsync(await Sys.ActorSelection(replica.Path).ResolveOne(Long));

    private async Task<ReplicasSnapshot> WatchAsync()
    {
        Sys.ActorSelection(ActorPaths.ReplicaDirectory).Tell(WatchReplicas.Instance, TestActor);
        return (ReplicasSnapshot)await FishForMessageAsync(m => m is ReplicasSnapshot, Long);
    }

    /// <summary>A caller that keeps the actor that answers it.</summary>
    private sealed class HangingCaller : MinimalActorRef, IDisposable
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _released = new();

        public Task Entered => _entered.Task;

        public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "test")) / "user" / "hanging";

        public override IActorRefProvider Provider => throw new NotSupportedException();

        public void Release() => _released.Set();

        public void Dispose() => _released.Dispose();

        protected override void TellInternal(object message, IActorRef sender)
        {
            _entered.TrySetResult();
            _released.Wait(Long);
        }
    }
}
