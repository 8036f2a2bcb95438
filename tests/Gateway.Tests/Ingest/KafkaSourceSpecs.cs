using ActorServe.ActorTestKit;
using ActorServe.Gateway.Commit;
using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Ingest.Reading;
using ActorServe.Gateway.Produce;
using ActorServe.Gateway.Tests.Ingest.Reading;
using ActorServe.TestSupport;
using Akka.Hosting;
using Akka.Streams;
using Akka.Streams.Dsl;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServe.Gateway.Tests.Ingest;

public sealed class KafkaSourceSpecs : PatientTestKit
{
    private const string NotClosed = "the consumer of in did not close within 120 s";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ClosePatience = TimeSpan.FromMinutes(2);

    private readonly IngestFixture _fixture = new();
    private readonly TaskCompletionSource<FakeConsumer> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Records_go_through_the_stream_and_are_committed_by_its_end()
    {
        var done = Source().Select(Deliver).RunWith(Committer.Sink(_fixture.Control), Sys.Materializer());
        var consumer = await Opened();
        consumer.ProduceMany(0, 5_000);
        consumer.ProduceMany(1, 3_000);
        consumer.Assign(0, 1);
        await AwaitRead(consumer, 0, 5_000);
        await AwaitRead(consumer, 1, 3_000);

        await _fixture.Control.DrainAsync().WaitAsync(Patience);
        await done.WaitAsync(Patience);

        Assert.Equal([(0, 5_000), (1, 3_000)], consumer.CommittedOffsets.Select(offset => (offset.Key, offset.Value)).Order());
    }

    [Fact]
    public async Task It_pushes_one_batch_a_pull_and_none_unasked()
    {
        var queue = Source().RunWith(Sink.Queue<RecordBatch>().WithAttributes(Attributes.CreateInputBuffer(1, 1)), Sys.Materializer());
        var consumer = await Opened();
        consumer.Assign(0);
        consumer.Produce(0, 0);

        var batch = await queue.PullAsync().WaitAsync(Patience);

        Assert.Equal(0, Assert.Single(batch.Value.Rows).Offset);
        _fixture.Control.Stop();
    }

    [Fact]
    public async Task A_failure_of_the_consumer_fails_the_stream_and_closes_the_consumer()
    {
        var done = Source().Select(Deliver).RunWith(Committer.Sink(_fixture.Control), Sys.Materializer());
        var consumer = await Opened();

        consumer.Fail(ErrorCode.Local_Fatal, 0, isFatal: true);

        await Assert.ThrowsAsync<ConsumeException>(() => done.WaitAsync(Patience));
        await Assert.ThrowsAsync<ConsumeException>(() => _fixture.Control.Completion.WaitAsync(Patience));
        Assert.True(consumer.IsClosed && consumer.IsDisposed);
    }

    [Fact]
    public async Task A_consumer_that_cannot_be_opened_fails_the_stream()
    {
        var setup = _fixture.Setup() with { Open = _ => throw new InvalidOperationException("no broker") };

        var done = KafkaSource.Create(setup, _fixture.Control).RunWith(Sink.Ignore<RecordBatch>(), Sys.Materializer());

        await Assert.ThrowsAsync<InvalidOperationException>(() => done.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_stream_that_is_cancelled_closes_the_consumer()
    {
        var cancelled = Source().RunWith(Sink.Cancelled<RecordBatch>(), Sys.Materializer());

        await _fixture.Control.Completion.WaitAsync(Patience);

        var consumer = await Opened();
        Assert.True(consumer.IsClosed && consumer.IsDisposed);
    }

    [Fact]
    public async Task A_failure_downstream_closes_the_consumer()
    {
        var done = Source()
            .Select(batch => batch.Rows.Length > 0 ? throw new FormatException() : batch)
            .RunWith(Sink.Ignore<RecordBatch>(), Sys.Materializer());
        var consumer = await Opened();
        consumer.Assign(0);
        consumer.Produce(0, 0);

        await Assert.ThrowsAsync<FormatException>(() => done.WaitAsync(Patience));
        await _fixture.Control.Completion.WaitAsync(Patience);

        Assert.Equal(0, consumer.CommittedOffsets[0]);
        Assert.True(consumer.IsClosed);
    }

    [Fact]
    public async Task A_consumer_that_does_not_close_is_given_up_after_its_time()
    {
        var done = Source(_fixture.Time).RunWith(Sink.Ignore<RecordBatch>(), Sys.Materializer());
        var (closing, mayClose) = Hold(await Opened());
        _fixture.Control.Stop();
        await closing.WaitAsync(Patience);

        _fixture.Time.Advance(ClosePatience - TimeSpan.FromTicks(1));
        Assert.False(_fixture.Control.Completion.IsCompleted);
        _fixture.Time.Advance(TimeSpan.FromTicks(1));

        foreach (var end in new[] { done, _fixture.Control.Completion })
            Assert.Equal(NotClosed, (await Assert.ThrowsAsync<TimeoutException>(() => end.WaitAsync(Patience))).Message);
        // The thread is inside it.
        Assert.False((await Opened()).IsDisposed);
        mayClose.SetResult();
    }

    [Fact]
    public async Task Why_reading_failed_is_told_also_where_the_consumer_does_not_close_after_it()
    {
        var done = Source(_fixture.Time).RunWith(Sink.Ignore<RecordBatch>(), Sys.Materializer());
        var consumer = await Opened();
        var (closing, mayClose) = Hold(consumer);
        consumer.Fail(ErrorCode.Local_Fatal, 0, isFatal: true);
        await closing.WaitAsync(Patience);

        _fixture.Time.Advance(ClosePatience);

        await Assert.ThrowsAsync<ConsumeException>(() => done.WaitAsync(Patience));
        mayClose.SetResult();
    }

    [Fact]
    public async Task A_consumer_that_closes_after_it_was_given_up_changes_nothing()
    {
        var ends = new List<Exception?>();
        var setup = _fixture.Setup() with { Open = listener => Opening(new FakeConsumer(listener)) };
        new ConsumerThread(setup, _fixture.Control, _ => { }, ends.Add).Start();
        var consumer = await Opened();
        var (closing, mayClose) = Hold(consumer);
        _fixture.Control.Stop();
        await closing.WaitAsync(Patience);
        _fixture.Time.Advance(ClosePatience);

        mayClose.SetResult();

        await Eventually.AssertAsync(() => Assert.Contains("in: the consumer that was given up has closed", _fixture.Log.Copy()), Patience);
        Assert.True(consumer.IsDisposed);
        Assert.Equal(NotClosed, Assert.IsType<TimeoutException>(Assert.Single(ends)).Message);
    }

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    private Source<RecordBatch, IngestControl> Source(TimeProvider? time = null)
    {
        // The fake's clock stands still: a thread that turns by itself needs the real one.
        var setup = _fixture.Setup() with { Time = time ?? TimeProvider.System, Log = NullLogger.Instance };
        return KafkaSource.Create(setup with { Open = listener => Opening(new FakeConsumer(listener)) }, _fixture.Control);
    }

    private FakeConsumer Opening(FakeConsumer consumer)
    {
        _opened.SetResult(consumer);
        return consumer;
    }

    // What closes waits, after it has said so.
    private static (Task Closing, TaskCompletionSource MayClose) Hold(FakeConsumer consumer)
    {
        var closing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayClose = new TaskCompletionSource();
        consumer.OnClose = () =>
        {
            closing.SetResult();
            mayClose.Task.GetAwaiter().GetResult();
        };
        return (closing.Task, mayClose);
    }

    private Task<FakeConsumer> Opened() => _opened.Task.WaitAsync(Patience);

    private Task AwaitRead(FakeConsumer consumer, int partition, long end) => AwaitAssertAsync(
        () => Assert.Equal(end, consumer.StoredOffsets.GetValueOrDefault(partition)), Patience);

    private static DeliveredBatch Deliver(RecordBatch batch) => new([.. batch.Rows.Select(row => row.Source)], []);
}
