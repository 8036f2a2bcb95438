using ActorServe.Gateway.Commit;
using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Produce;
using ActorServe.Gateway.Tests.Ingest.Reading;
using Akka.Hosting;
using Akka.Streams;
using Akka.Streams.Dsl;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServe.Gateway.Tests.Ingest;

public sealed class KafkaSourceSpecs : Akka.Hosting.TestKit.TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

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

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    private Source<RecordBatch, IngestControl> Source()
    {
        // The fake's clock stands still: a thread that turns by itself needs the real one.
        var setup = _fixture.Setup() with { Time = TimeProvider.System, Log = NullLogger.Instance };
        return KafkaSource.Create(setup with { Open = listener => Opening(new FakeConsumer(listener)) }, _fixture.Control);
    }

    private FakeConsumer Opening(FakeConsumer consumer)
    {
        _opened.SetResult(consumer);
        return consumer;
    }

    private Task<FakeConsumer> Opened() => _opened.Task.WaitAsync(Patience);

    private Task AwaitRead(FakeConsumer consumer, int partition, long end) => AwaitAssertAsync(
        () => Assert.Equal(end, consumer.StoredOffsets.GetValueOrDefault(partition)), Patience);

    private static DeliveredBatch Deliver(RecordBatch batch) => new([.. batch.Rows.Select(row => row.Source)], []);
}
