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
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Whether_a_broker_answers_can_be_asked_at_any_time()
    {
        _broker.CreateTopic("in", 2);
        using var consumer = Open(new ListeningFake());
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
        public IReadOnlyList<PartitionOffset> Assigned(IRecordConsumer consumer, IReadOnlyList<int> partitions) =>
            [.. partitions.Select(partition => new PartitionOffset(partition, 0))];

        public void Revoked(IRecordConsumer consumer, IReadOnlyList<int> partitions)
        {
        }

        public void Lost(IReadOnlyList<int> partitions)
        {
        }

        public void Troubled(Error error)
        {
        }
    }
}
