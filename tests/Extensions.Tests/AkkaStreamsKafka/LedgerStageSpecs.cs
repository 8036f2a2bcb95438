using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorServe.ActorTestKit;
using ActorServe.AkkaStreamsKafka;
using ActorServe.Gateway;
using ActorServe.Gateway.Dispatch;
using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Tracing;
using ActorServe.Routing;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Telemetry;
using Akka;
using Akka.Hosting;
using Akka.Streams;
using Akka.Streams.Dsl;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServe.Extensions.Tests.AkkaStreamsKafka;

/// <summary>
/// The stage between a queue in the package's place, and lists in those of Dispatch and of the committer. A commit is the offset after its
/// row.
/// </summary>
public sealed class LedgerStageSpecs : PatientTestKit, IDispatchControl
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly PartitionEpoch First = new(0, 1);
    private static readonly PartitionEpoch Other = new(1, 2);

    private readonly StreamIngest _ingest = new();
    private readonly ConcurrentQueue<PartitionEpoch> _withdrawn = [];
    private readonly ConcurrentQueue<InferRow> _rows = [];
    private readonly ConcurrentQueue<(int Partition, long Next)> _commits = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private KafkaConfig _kafka = new() { InputTopic = "in", Group = "group" };
    private ISourceQueueWithComplete<Arrival<(int Partition, long Next)>> _source = null!;
    private Task _records = Task.CompletedTask;

    void IDispatchControl.Withdraw(ImmutableArray<PartitionEpoch> assignments)
    {
        foreach (var assignment in assignments) _withdrawn.Enqueue(assignment);
    }

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    [Fact]
    public async Task Rows_that_finish_out_of_order_are_committed_up_to_the_first_that_is_not()
    {
        Run();
        await SendAsync(First, 3, 4, 7);
        var rows = await RowsAsync(3);

        Finish(rows[2]);
        Finish(rows[0]);
        await CommitsAsync((0, 4));
        Finish(rows[1]);

        await CommitsAsync((0, 4), (0, 8));
    }

    [Fact]
    public async Task What_was_read_of_a_partition_that_is_gone_is_asked_back_and_never_committed()
    {
        Run();
        await SendAsync(First, 3);
        await SendAsync(Other, 5);
        var rows = await RowsAsync(2);

        _ingest.Ended(First);
        await AwaitAssertAsync(() => Assert.Equal([First], _withdrawn), Patience);
        Finish(rows[0]);
        await SendAsync(First, 4);
        Finish(rows[1]);

        await CommitsAsync((1, 6));
        Assert.Equal(2, _rows.Count);
    }

    [Fact]
    public async Task A_partition_that_comes_again_is_another_assignment()
    {
        Run();
        await SendAsync(First, 3);
        var before = await RowsAsync(1);
        var again = new PartitionEpoch(0, 9);

        await SendAsync(again, 3);
        var rows = await RowsAsync(2);
        Finish(before[0]);
        Finish(rows[1]);

        Assert.Equal([First], _withdrawn);
        Assert.Equal([1L, 9L], rows.Select(r => r.Source.Epoch));
        await CommitsAsync((0, 4));
    }

    [Fact]
    public async Task A_row_that_halts_its_partition_is_not_committed_and_the_others_go_on()
    {
        Run();
        await SendAsync(First, 3, 4);
        await SendAsync(Other, 5);
        var rows = await RowsAsync(3);

        Finish(rows[0]);
        _ingest.Halt(rows[1].Source, "bad");
        await SendAsync(First, 5);
        Finish(rows[2]);

        await CommitsAsync((0, 4), (1, 6));
        await AwaitAssertAsync(
            () => Assert.Equal("bad", Assert.Single(_ingest.Status.Partitions, p => p.Partition == 0).StopReason), Patience);
        Assert.Equal(3, _rows.Count);
    }

    [Fact]
    public async Task Whether_a_broker_answers_is_not_claimed()
    {
        Run();
        await SendAsync(First, 3);

        await AwaitAssertAsync(() => Assert.Single(_ingest.Status.Partitions), Patience);

        Assert.Null(_ingest.Status.Reading.IsBrokerAway);
    }

    [Fact]
    public async Task Nothing_more_is_asked_for_while_a_window_is_full()
    {
        _kafka = _kafka with { MaxInFlightRecords = 2 };
        Run();
        var sent = SendAsync(First, 1, 2, 3, 4, 5);
        var rows = await RowsAsync(2);

        Assert.False(sent.IsCompleted);
        foreach (var row in rows) Finish(row);

        await RowsAsync(4);
    }

    [Fact]
    public async Task A_drain_waits_for_what_was_read_for_its_commit_and_for_the_consumer()
    {
        Run();
        await SendAsync(First, 3);
        var rows = await RowsAsync(1);

        var drained = _ingest.DrainAsync();
        await AwaitAssertAsync(() => Assert.Equal([First], _withdrawn), Patience);
        Assert.False(drained.IsCompleted);
        Finish(rows[0]);

        await AwaitAssertAsync(() => Assert.Equal([(0, 4L)], _commits), Patience);
        await _records.WaitAsync(Patience);
        Assert.False(drained.IsCompleted);
        _closed.SetResult();
        await drained.WaitAsync(Patience);
    }

    [Fact]
    public async Task What_is_revoked_during_a_drain_is_neither_waited_for_nor_committed()
    {
        _closed.SetResult();
        Run();
        await SendAsync(First, 3, 4);
        await SendAsync(Other, 5);
        var rows = await RowsAsync(3);

        var drained = _ingest.DrainAsync();
        await AwaitAssertAsync(() => Assert.Equal(2, _withdrawn.Count), Patience);
        _ingest.Ended(First);
        await AwaitAssertAsync(() => Assert.Equal(3, _withdrawn.Count), Patience);
        Finish(rows[0]);
        Finish(rows[2]);

        await drained.WaitAsync(Patience);
        Assert.Equal([(1, 6L)], _commits);
    }

    [Fact]
    public async Task A_downstream_that_ends_has_what_is_finished_committed()
    {
        _closed.SetResult();
        var stop = Run();
        await SendAsync(First, 3, 4);
        var rows = await RowsAsync(2);
        Finish(rows[0]);

        stop.Shutdown();

        await _ingest.Completion.WaitAsync(Patience);
        Assert.Equal([(0, 4L)], _commits);
    }

    [Fact]
    public async Task A_source_that_fails_fails_the_run_once_the_consumer_is_closed()
    {
        Run();
        await SendAsync(First, 3);
        await RowsAsync(1);

        _source.Fail(new InvalidOperationException("lost"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => _records.WaitAsync(Patience));
        Assert.False(_ingest.Completion.IsCompleted);
        _closed.SetResult();
        Assert.Equal("lost", (await Assert.ThrowsAsync<InvalidOperationException>(() => _ingest.Completion.WaitAsync(Patience))).Message);
        Assert.Empty(_commits);
    }

    [Fact]
    public async Task A_commit_that_is_refused_fails_the_run()
    {
        _closed.SetResult();
        Run(commit: _ => throw new InvalidOperationException("refused"));
        await SendAsync(First, 3);

        Finish((await RowsAsync(1))[0]);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => _ingest.Completion.WaitAsync(Patience));
        Assert.Equal("refused", failure.Message);
        Assert.NotNull(await Record.ExceptionAsync(() => _records.WaitAsync(Patience)));
    }

    private UniqueKillSwitch Run(Action<(int Partition, long Next)>? commit = null)
    {
        var settings = new IngestSettings("test", new KafkaConnection("nowhere:1"), _kafka)
        {
            StatusPeriod = TimeSpan.FromMilliseconds(50),
        };
        var parts = new SourceParts(settings, this, new RecordSpans("test", _kafka, TraceSampling.ByParent), NullLogger.Instance);
        var source = Source.Queue<Arrival<(int Partition, long Next)>>(1, OverflowStrategy.Backpressure);
        var commits = Sink.ForEach<(int Partition, long Next)>(next => (commit ?? _commits.Enqueue)(next));
        var graph = GraphDsl.Create(source, commits, Keep.Both, (builder, arrivals, committer) =>
        {
            var ledger = builder.Add(new LedgerStage<(int Partition, long Next)>(new LedgerSetup(parts, _ingest)));
            builder.From(arrivals).To(ledger.In);
            builder.From(ledger.Out1).To(committer);
            return new SourceShape<RecordBatch>(ledger.Out0);
        });
        var (((queue, committed), stop), records) = Source.FromGraph(graph)
            .ViaMaterialized(KillSwitches.Single<RecordBatch>(), Keep.Both)
            .ToMaterialized(Sink.ForEach<RecordBatch>(batch => batch.Rows.ToList().ForEach(_rows.Enqueue)), Keep.Both)
            .Run(Sys.Materializer());
        (_source, _records) = (queue, records);
        _ingest.Made(new StreamEnds(committed, () => _closed.Task));
        return stop;
    }

    private async Task SendAsync(PartitionEpoch id, params long[] offsets)
    {
        foreach (var offset in offsets)
        {
            var record = new ConsumeResult<byte[]?, byte[]?>
            {
                TopicPartitionOffset = new TopicPartitionOffset("in", id.Partition, offset),
                Message = new Message<byte[]?, byte[]?> { Value = [1] },
            };
            await _source.OfferAsync(new Arrival<(int, long)>(id, record, (id.Partition, offset + 1))).WaitAsync(Patience);
        }
    }

    private async Task<ImmutableArray<InferRow>> RowsAsync(int count)
    {
        await AwaitAssertAsync(() => Assert.Equal(count, _rows.Count), Patience);
        return [.. _rows];
    }

    private Task CommitsAsync(params (int, long)[] commits) =>
        AwaitAssertAsync(() => Assert.Equal(commits.Order(), _commits.Order()), Patience);

    private void Finish(InferRow row) => _ingest.Finish([row.Source]);
}
