using ActorServe.Replica.Inference;
using ActorServe.Replica.Telemetry;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport.Telemetry;
using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using static ActorServe.Replica.Tests.Serving.TestRows;
using static ActorServe.Shared.Protocol.DirectoryProtocol;
using static ActorServe.Shared.Protocol.InferProtocol;
using static ActorServe.Shared.Protocol.ReplicaNodeProtocol;

namespace ActorServe.Replica.Tests.Serving;

public sealed class ReplicaNodeActorSpecs : Akka.Hosting.TestKit.TestKit
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private static readonly DeploymentConfig Deployment = new() { Name = "classifier", Model = "fake", MaxBatchSize = 4 };

    private readonly FakeModel _model = new();
    private readonly Measured _measured = new();
    private readonly TaskCompletionSource _loading = new();

    private ActorSelection Node => Sys.ActorSelection(ActorPaths.ReplicaNode);

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.WithActorServeReplica(new ReplicaOptions(), _ => new ReplicaParts(
            new FakeModelStore(_model) { Loading = _loading.Task }, new InferenceThreads(1, NullLogger<InferenceThreads>.Instance),
            TimeProvider.System, NullLoggerFactory.Instance, new Random(1)) { Metrics = new ReplicaMetrics(_measured.Meter) });

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
    public async Task A_wish_that_comes_twice_is_carried_out_once()
    {
        var wish = new StartReplica(Key, Deployment, Guid.NewGuid());
        Node.Tell(wish);
        Node.Tell(wish);
        Node.Tell(wish with { RequestId = Guid.NewGuid() });
        await WatchAsync();

        await AwaitAssertAsync(async () => Assert.Equal([1, 2], (await WatchAsync()).Replicas.Select(r => r.Id.Number)), Long, TimeSpan.FromMilliseconds(10));
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
        await ExpectMsgAsync<ReplicasChanged>(c => Assert.Equal(ReplicaState.Draining, c.Replica.State), Long);
        held.End();

        Assert.Equal(2, (await answered).Entries.Length);
        await shutdown.WaitAsync(Long);
    }

    private async Task<ReplicaEntry> StartAsync()
    {
        _loading.SetResult();
        await WatchAsync();
        Node.Tell(new StartReplica(Key, Deployment, Guid.NewGuid()));
        await ExpectMsgAsync<ReplicasChanged>(Long);
        return (await ExpectMsgAsync<ReplicasChanged>(Long)).Replica;
    }

    private async Task<ReplicasSnapshot> WatchAsync()
    {
        Sys.ActorSelection(ActorPaths.ReplicaDirectory).Tell(WatchReplicas.Instance, TestActor);
        return (ReplicasSnapshot)await FishForMessageAsync(m => m is ReplicasSnapshot, Long);
    }
}
