using System.Collections.Immutable;
using System.Net;
using ActorServe.ActorTestKit;
using ActorServe.Gateway.Front;
using ActorServe.Routing;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;
using static ActorServe.Gateway.Tests.Front.DoorFixture;
using static ActorServe.Shared.Protocol.DirectoryProtocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Gateway.Tests.Front;

/// <summary>The door with the real router, and a replica that a spec answers for.</summary>
public sealed class DoorAndRouterSpecs : PatientTestKit
{
    private static readonly DeploymentId _deployment = new("app", "model");
    private static readonly ReplicaId _replica = new(
        new DeploymentKey(_deployment, "v1"), new NodeId("akka.tcp://actorserve@127.0.0.1:1", 1), 1);

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    [Fact]
    public async Task A_saturated_Kafka_lane_does_not_starve_a_request()
    {
        var router = await RouterAsync(Sys.ActorOf(Props.Create(() => new EchoReplica())), room: 8);
        await using var door = await OpenAsync(router);
        var backlog = new EndlessBacklog(router);
        backlog.Add(5_000);
        await AwaitAssertAsync(() => Assert.True(backlog.Answered > 1_000));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => door.PostAsync($"[{n}]")));

        for (var n = 0; n < answers.Length; n++) await ReadsAsync(HttpStatusCode.OK, $"[{n}]", answers[n]);
        Assert.True(await backlog.StopAsync() > 4_000, "the backlog was there all the time");
    }

    [Fact]
    public async Task Requests_beyond_max_queued_requests_are_503_and_those_that_wait_are_answered()
    {
        var replica = CreateTestProbe();
        await using var door = await OpenAsync(await RouterAsync(replica, room: 1), maxQueued: 1);

        var running = door.PostAsync("[1]");
        var first = await replica.ExpectMsgAsync<InferBatch>();
        var waiting = new[] { door.PostAsync("[2]"), door.PostAsync("[3]") };
        var refused = await await Task.WhenAny(waiting);
        replica.Reply(Echo(first));
        replica.Send(replica.LastSender, Echo(await replica.ExpectMsgAsync<InferBatch>()));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (refused.StatusCode, refused.Headers.RetryAfter is not null));
        Assert.Equal(HttpStatusCode.OK, (await running).StatusCode);
        Assert.Single(await Task.WhenAll(waiting), answer => answer.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_replica_a_request_waits_for_one_and_is_503_when_its_time_is_over()
    {
        await using var door = await OpenAsync(
            await RouterAsync(null), new FrontOptions { RequestTimeout = TimeSpan.FromMilliseconds(100) });

        await ReadsAsync(HttpStatusCode.ServiceUnavailable, "No replica of app/model takes requests.", await door.PostAsync("[1]"));
    }

    [Fact]
    public async Task A_request_whose_client_went_away_while_it_waited_never_runs()
    {
        var replica = CreateTestProbe();
        await using var door = await OpenAsync(await RouterAsync(replica, room: 1));
        var running = door.PostAsync("[1]");
        var first = await replica.ExpectMsgAsync<InferBatch>();

        using var patience = new CancellationTokenSource();
        var waiting = door.PostAsync("[2]", cancellation: patience.Token);
        await AwaitAssertAsync(() => Assert.Equal(2, door.Door.Room.Requests));
        await patience.CancelAsync();
        await AwaitAssertAsync(() => Assert.Equal(1, door.Door.Room.Requests));
        replica.Reply(Echo(first));
        var next = door.PostAsync("[3]");

        var batch = await replica.ExpectMsgAsync<InferBatch>();
        Assert.Equal("[3]", System.Text.Encoding.UTF8.GetString(batch.Rows[0].Value!.Value.Span));
        replica.Reply(Echo(batch));
        Assert.Equal(HttpStatusCode.OK, (await running).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await next).StatusCode);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    // Replicas are played by probes, which answer no question whether they are there.
    private static readonly RouterOptions _patient = new() { OverdueAfter = TimeSpan.FromHours(1) };

    private async Task<IActorRef> RouterAsync(IActorRef? replica, int room = 8)
    {
        var directory = CreateTestProbe();
        var router = Sys.ActorOf(RouterActor.Props(_deployment, _patient, 1, TimeProvider.System, [directory]));
        await directory.ExpectMsgAsync<WatchReplicas>();
        directory.Reply(new ReplicasSnapshot(
            _replica.Node, 1,
            replica is null ? [] : [new ReplicaEntry(_replica, ReplicaState.Running, replica.Path.ToStringWithAddress(), room)]));
        return router;
    }

    private static BatchReply Echo(InferBatch batch) => new(
        batch.Replica, batch.BatchId, new ModelVersion("echo", "1"),
        [.. batch.Rows.Select((row, index) => RowEntry.Completed(index, [new RowOutput(row.Value ?? default)]))]);

    private sealed class EchoReplica : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is InferBatch batch) Sender.Tell(Echo(batch));
        }
    }

    /// <summary>Records whose every outcome brings another one.</summary>
    private sealed class EndlessBacklog(IActorRef router) : IRowSink
    {
        private readonly TaskCompletionSource<int> _stopped = new();
        private int _answered;
        private int _waiting;
        private int _atStop;
        private volatile bool _isStopping;

        public int Answered => Volatile.Read(ref _answered);

        public void Add(int rows)
        {
            Interlocked.Add(ref _waiting, rows);
            router.Tell(new RouterProtocol.Submit(Lane.Kafka, [.. Enumerable.Range(0, rows).Select(Row)], this), ActorRefs.NoSender);
        }

        public Task<int> StopAsync()
        {
            _atStop = Volatile.Read(ref _waiting);
            _isStopping = true;
            return _stopped.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        public void Settled(ImmutableArray<RowOutcome> outcomes)
        {
            Interlocked.Add(ref _answered, outcomes.Length);
            var left = Interlocked.Add(ref _waiting, -outcomes.Length);
            if (!_isStopping) Add(outcomes.Length);
            else if (left == 0) _stopped.TrySetResult(_atStop);
        }

        public void Withdrawn(ImmutableArray<InferRow> rows) => throw new NotSupportedException();

        private static InferRow Row(int n) =>
            new() { Source = new RowSource(0, n, 1), ContentType = "application/json", Value = new byte[8] };
    }
}
