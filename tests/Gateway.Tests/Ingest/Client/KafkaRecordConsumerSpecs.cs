using ActorServe.Gateway.Embedded;
using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Ingest.Client;
using ActorServe.Shared.Configuration;
using ActorServe.TestSupport;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServe.Gateway.Tests.Ingest.Client;

/// <summary>What the client does of itself, on the embedded broker.</summary>
public sealed class KafkaRecordConsumerSpecs : IAsyncLifetime
{
    // The request's key in Kafka's protocol.
    private const short OffsetCommit = 8;

    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Whether_a_broker_answers_can_be_asked_at_any_time()
    {
        _broker.CreateTopic("in", 2);
        using var consumer = await OpenWithPartitionsAsync();
        await Eventually.AssertAsync(() => Assert.Equal(ErrorCode.NoError, AskOf(consumer)));

        _broker.SetDown();
        await Eventually.AssertAsync(() => Assert.Null(AskOf(consumer)));
        _broker.SetUp();

        await Eventually.AssertAsync(() => Assert.Equal(ErrorCode.NoError, AskOf(consumer)));
        consumer.Close();
    }

    [Fact]
    public async Task A_broker_that_answers_says_whether_the_topic_is_there()
    {
        using var consumer = Open(new ListeningFake());

        await Eventually.AssertAsync(() => Assert.Equal(ErrorCode.UnknownTopicOrPart, AskOf(consumer)));
        consumer.Close();
    }

    [Fact]
    public async Task What_is_left_to_the_client_is_tried_again_until_the_broker_keeps_it_and_each_answer_is_heard()
    {
        _broker.CreateTopic("in", 2);
        var listener = new ListeningFake();
        using var consumer = Open(listener);
        await Eventually.AssertAsync(() => Assert.Equal(2, Polled(consumer, listener.Ours).Count));

        _broker.FailRequests(OffsetCommit, ErrorCode.GroupAuthorizationFailed);
        consumer.Store(new PartitionOffset(1, 7));

        await Eventually.AssertAsync(
            () => Assert.Contains((1, ErrorCode.GroupAuthorizationFailed), Told(Polled(consumer, listener.Refusals))));
        await Eventually.AssertAsync(() => Assert.Contains(new PartitionOffset(1, 7), Polled(consumer, listener.Kept)));
        consumer.Close();
    }

    [Fact]
    public async Task The_answer_of_a_commit_that_was_waited_for_is_heard_by_nobody_else()
    {
        _broker.CreateTopic("in", 2);
        var listener = new ListeningFake();
        using var consumer = Open(listener);
        await Eventually.AssertAsync(() => Assert.Equal(2, Polled(consumer, listener.Ours).Count));

        _broker.FailRequests(OffsetCommit, ErrorCode.GroupAuthorizationFailed);
        Assert.Throws<KafkaException>(() => consumer.Commit([new PartitionOffset(1, 7)]));
        consumer.Store(new PartitionOffset(1, 8));

        await Eventually.AssertAsync(() => Assert.Contains(new PartitionOffset(1, 8), Polled(consumer, listener.Kept)));
        Assert.Empty(listener.Refusals);
        consumer.Close();
    }

    [Fact]
    public async Task The_answer_of_the_clients_own_last_commit_is_heard_when_the_partition_is_gone()
    {
        _broker.CreateTopic("in", 2);
        var (listener, other) = (new ListeningFake(), new ListeningFake());
        using var consumer = Open(listener);
        await Eventually.AssertAsync(() => Assert.Equal(2, Polled(consumer, listener.Ours).Count));
        listener.OnRevoked = partition =>
        {
            _broker.FailRequests(OffsetCommit, ErrorCode.GroupAuthorizationFailed);
            consumer.Store(new PartitionOffset(partition, 7));
        };
        using var second = Open(other);

        await Eventually.AssertAsync(() => Assert.Single(Polled(second, Polled(consumer, listener.Gone))));

        await Eventually.AssertAsync(
            () => Assert.Contains((listener.Gone[0], ErrorCode.GroupAuthorizationFailed), Told(Polled(consumer, listener.Refusals))));
        // Each closes when it has heard what it is given: it may wait for itself for ever otherwise.
        await Eventually.AssertAsync(() => Assert.Single(Polled(second, Polled(consumer, other.Ours))));
        second.Close();
        await Eventually.AssertAsync(() => Assert.Equal(3, Polled(consumer, listener.Ours).Count));
        consumer.Close();
    }

    [Fact]
    public async Task The_earliest_offsets_of_several_partitions_are_where_their_records_begin()
    {
        _broker.CreateTopic("in", 2);
        var config = new ProducerConfig { BootstrapServers = _broker.BootstrapServers };
        using var producer = new ProducerBuilder<Null, string>(config).Build();
        await producer.ProduceAsync(new TopicPartition("in", 1), new Message<Null, string> { Value = "a" });
        using var consumer = await OpenWithPartitionsAsync();
        _broker.TrimTo("in", 1, 1);

        await Eventually.AssertAsync(
            () => Assert.Equal([new(0, 0), new PartitionOffset(1, 1)], consumer.Earliest([0, 1]).OrderBy(start => start.Partition)));
        consumer.Close();
    }

    private static IEnumerable<(int Partition, ErrorCode Code)> Told(IEnumerable<CommitRefusal> refusals) =>
        refusals.Select(refusal => (refusal.Partition, refusal.Error.Code));

    // The client may wait for itself for ever where it is closed before the assignment that it waits to tell is heard.
    private async Task<KafkaRecordConsumer> OpenWithPartitionsAsync()
    {
        var listener = new ListeningFake();
        var consumer = Open(listener);
        await Eventually.AssertAsync(() => Assert.Equal(2, Polled(consumer, listener.Ours).Count));
        return consumer;
    }

    private static T Polled<T>(KafkaRecordConsumer consumer, T told)
    {
        consumer.Poll(TimeSpan.FromMilliseconds(10));
        return told;
    }

    private static ErrorCode? AskOf(KafkaRecordConsumer consumer)
    {
        try
        {
            consumer.Poll(TimeSpan.Zero);
        }
        catch (ConsumeException e) when (e.Error.Code == ErrorCode.UnknownTopicOrPart)
        {
            // A poll says it once; asked, it is said each time.
        }

        return consumer.Ask();
    }

    private KafkaRecordConsumer Open(IConsumerListener listener)
    {
        var settings = new IngestSettings("test", _broker.Connection, new KafkaConfig { InputTopic = "in", Group = "group" });
        return new KafkaRecordConsumer(settings, listener, TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>Starts at the beginning, and keeps what it is told.</summary>
    private sealed class ListeningFake : IConsumerListener
    {
        public List<int> Ours { get; } = [];

        public List<int> Gone { get; } = [];

        public Action<int> OnRevoked { get; set; } = _ => { };

        public List<PartitionOffset> Kept { get; } = [];

        public List<CommitRefusal> Refusals { get; } = [];

        public IReadOnlyList<PartitionOffset> Assigned(IRecordConsumer consumer, IReadOnlyList<int> partitions)
        {
            Ours.AddRange(partitions);
            return [.. partitions.Select(partition => new PartitionOffset(partition, 0))];
        }

        public void CommitAnswered(IReadOnlyList<PartitionOffset> kept, IReadOnlyList<CommitRefusal> refused)
        {
            Kept.AddRange(kept);
            Refusals.AddRange(refused);
        }

        public void Revoked(IRecordConsumer consumer, IReadOnlyList<int> partitions)
        {
            Gone.AddRange(partitions);
            foreach (var partition in partitions) OnRevoked(partition);
        }

        public void Lost(IReadOnlyList<int> partitions)
        {
        }

        public void Troubled(Error error)
        {
        }
    }
}
