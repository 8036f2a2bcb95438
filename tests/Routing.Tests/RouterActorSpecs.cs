using System.Collections.Immutable;
using ActorServe.ActorTestKit;
using ActorServe.Routing.Peers;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;
using static ActorServe.Shared.Protocol.DirectoryProtocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Routing.Tests;

public sealed class RouterActorSpecs(ITestOutputHelper output) : PatientTestKit(output: output)
{
    private static readonly ReplicaId First = Some.ReplicaId(1);
    private static readonly ReplicaId Second = Some.ReplicaId(2);

    private readonly RecordingSink _sink = new();

    [Fact]
    public async Task Rows_go_to_a_replica_of_the_directory_and_their_outcomes_to_the_sink()
    {
        var (router, directory, replica) = (await StartAsync(), Directory, CreateTestProbe());
        Tell(directory, 1, Entry(First, replica));

        Submit(router, Some.Records(3));
        var batch = await replica.ExpectMsgAsync<InferBatch>();
        replica.Reply(Answer(batch));

        await AwaitAssertAsync(() => Assert.Equal([0, 1, 2], _sink.Outcomes.Select(outcome => outcome.Row.Source.Sequence)));
    }

    [Fact]
    public async Task A_replica_in_the_same_process_gets_the_rows_by_reference()
    {
        var (router, replica) = (await StartAsync(), CreateTestProbe());
        Tell(Directory, 1, Entry(First, replica));
        var rows = Some.Records(1);

        Submit(router, rows);

        Assert.Same(rows[0], (await replica.ExpectMsgAsync<InferBatch>()).Rows[0]);
    }

    [Fact]
    public async Task A_full_replica_is_skipped()
    {
        var (router, full, other) = (await StartAsync(), CreateTestProbe(), CreateTestProbe());
        Tell(Directory, 1, Entry(First, full, max: 2));
        Submit(router, Some.Records(2));
        await full.ExpectMsgAsync<InferBatch>();

        Tell(Directory, 2, Entry(First, full, max: 2), Entry(Second, other, max: 2));
        Submit(router, Some.Records(2, from: 2));

        await other.ExpectMsgAsync<InferBatch>();
        await full.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Rows_of_a_lost_replica_are_sent_again_ahead_of_new_ones()
    {
        var (router, lost, other) = (await StartAsync(), CreateTestProbe(), CreateTestProbe());
        Tell(Directory, 1, Entry(First, lost, max: 2));
        Submit(router, Some.Records(4));
        await lost.ExpectMsgAsync<InferBatch>();

        Directory.Send(_client, new ReplicasChanged(First.Node, 2, Entry(First, lost) with { State = ReplicaState.Failed }));
        Directory.Send(_client, new ReplicasChanged(First.Node, 3, Entry(Second, other)));

        var batch = await other.ExpectMsgAsync<InferBatch>();
        Assert.Equal([0, 1, 2, 3], batch.Rows.Select(row => row.Source.Sequence));
    }

    [Fact]
    public async Task A_missed_change_makes_the_router_ask_for_a_snapshot()
    {
        await StartAsync();
        Tell(Directory, 1);

        Directory.Send(_client, new ReplicasChanged(First.Node, 3, Entry(First, CreateTestProbe())));

        await Directory.ExpectMsgAsync<WatchReplicas>();
        Assert.Equal(_client, Directory.LastSender);
    }

    [Fact]
    public async Task A_replica_that_rejected_and_says_nothing_is_tried_again()
    {
        var (router, replica) = (await StartAsync(), CreateTestProbe());
        Tell(Directory, 1, Entry(First, replica));
        Submit(router, Some.Records(1));
        var batch = await replica.ExpectMsgAsync<InferBatch>();

        replica.Reply(new BatchReply(First, batch.BatchId, Some.Model, [RowEntry.Rejected(0)]));

        Assert.Equal(batch.Rows, (await replica.ExpectMsgAsync<InferBatch>()).Rows);
    }

    [Fact]
    public async Task A_backlog_on_kafka_does_not_starve_http()
    {
        var (router, replica) = (await StartAsync(), CreateTestProbe());
        Tell(Directory, 1, Entry(First, replica, max: 10));
        Submit(router, Some.Records(1_000));
        var batch = await replica.ExpectMsgAsync<InferBatch>();

        router.Tell(new RouterProtocol.Submit(Lane.Http, Some.Requests(5), _sink));
        replica.Reply(Answer(batch));

        var next = await replica.ExpectMsgAsync<InferBatch>();
        Assert.Equal(5, next.Rows.Count(row => row.Source.Partition == -1));
    }

    [Fact]
    public async Task A_router_that_is_stopped_fails_its_rows_as_overload()
    {
        var router = await StartAsync();
        Submit(router, Some.Records(2));
        // A stop overtakes what waits in the mailbox.
        await router.Ask<RouterStatus>(RouterProtocol.GetRouterStatus.Instance, TimeSpan.FromSeconds(10));

        Sys.Stop(router);

        await AwaitAssertAsync(() => Assert.Equal(2, _sink.Outcomes.Count(outcome => outcome.Entry.Failure == FailureKind.Overload)));
    }

    [Fact]
    public async Task A_sink_that_throws_does_not_cost_the_rows_of_others()
    {
        var (router, replica) = (await StartAsync(), CreateTestProbe());
        router.Tell(new RouterProtocol.Submit(Lane.Http, Some.Requests(1), new ThrowingSink()));
        Submit(router, Some.Records(1));
        Tell(Directory, 1, Entry(First, replica));
        var batch = await replica.ExpectMsgAsync<InferBatch>();

        await EventFilter.Exception<InvalidOperationException>().ExpectOneAsync(() =>
        {
            replica.Reply(Answer(batch));
            return Task.CompletedTask;
        });

        await AwaitAssertAsync(() => Assert.Single(_sink.Outcomes));
    }

    [Fact]
    public async Task Status_counts_what_waits_and_what_replicas_hold()
    {
        var (router, replica) = (await StartAsync(), CreateTestProbe());
        Tell(Directory, 1, Entry(First, replica, max: 4));
        Submit(router, Some.Records(10));
        await replica.ExpectMsgAsync<InferBatch>();

        var status = await router.Ask<RouterStatus>(RouterProtocol.GetRouterStatus.Instance, TimeSpan.FromSeconds(10));

        Assert.Equal((6, 4, 1), (status.QueuedRows, status.OngoingRows, status.Replicas));
    }

    [Fact]
    public async Task Nothing_is_kept_of_a_process_that_is_gone()
    {
        var (router, replica, budgets) = (await StartAsync(), CreateTestProbe(), PeerBudgets.Of(Sys));
        Tell(Directory, 1, Entry(First, replica, max: 4));
        Submit(router, Some.Records(10));
        await replica.ExpectMsgAsync<InferBatch>();
        Assert.Equal(1, budgets.Count);

        router.Tell(new ReplicaDirectoryClient.NodeRemoved(First.Node));

        await AwaitAssertAsync(() => Assert.Equal(0, budgets.Count));
    }

    private TestProbe Directory { get; set; } = null!;

    private IActorRef _client = ActorRefs.Nobody;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    /// <summary>A router whose only directory is a probe, which has been asked.</summary>
    private async Task<IActorRef> StartAsync()
    {
        Directory = CreateTestProbe();
        // Replicas are played by probes, which answer no question whether they are there; and a directory is asked once without a reason.
        var options = new RouterOptions { OverdueAfter = TimeSpan.FromHours(1), DirectoryRetry = TimeSpan.FromHours(1) };
        var router = Sys.ActorOf(RouterActor.Props(Some.Deployment, options, seed: 1, TimeProvider.System, [Directory]));
        await Directory.ExpectMsgAsync<WatchReplicas>();
        _client = Directory.LastSender;
        return router;
    }

    private void Tell(TestProbe directory, long revision, params ReplicaEntry[] replicas) =>
        directory.Send(_client, Some.Snapshot(First.Node, revision, replicas));

    private void Submit(IActorRef router, ImmutableArray<InferRow> rows) => router.Tell(new RouterProtocol.Submit(Lane.Kafka, rows, _sink));

    private static ReplicaEntry Entry(ReplicaId id, TestProbe replica, int max = 100) =>
        new(id, ReplicaState.Running, replica.Ref.Path.ToSerializationFormat(), max);

    private static BatchReply Answer(InferBatch batch) =>
        new(batch.Replica, batch.BatchId, Some.Model, [.. batch.Rows.Select((_, row) => RowEntry.Completed(row, []))]);

    private sealed class ThrowingSink : IRowSink
    {
        public void Settled(ImmutableArray<RowOutcome> outcomes) => throw new InvalidOperationException("a bug");

        public void Withdrawn(ImmutableArray<InferRow> rows) => throw new InvalidOperationException("a bug");
    }
}
