using ActorServe.Gateway.Embedded;
using ActorServe.Gateway.Topics;
using ActorServe.Shared.Configuration;

namespace ActorServe.Gateway.Tests.Topics;

public sealed class TopicCatalogSpecs : IAsyncLifetime
{
    private static readonly KafkaConfig Kafka = new() { InputTopic = "in", OutputTopic = "out", Group = "g" };

    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Topics_that_are_there_are_counted()
    {
        _broker.CreateTopic("in", 3);
        _broker.CreateTopic("out", 2);

        Assert.Equal(new TopicPartitions(3, 2, null), await Ensure(Kafka));
    }

    [Fact]
    public async Task Missing_topics_are_named_and_not_made()
    {
        _broker.CreateTopic("in", 3);

        var first = await Assert.ThrowsAsync<TopicException>(() => Ensure(Kafka with { DeadLetterTopic = "dead" }));
        await Assert.ThrowsAsync<TopicException>(() => Ensure(Kafka with { DeadLetterTopic = "dead" }));

        Assert.Contains("'out', 'dead'", first.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("'in'", first.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_property_that_the_client_does_not_know_is_named()
    {
        var kafka = Kafka with { Properties = Kafka.Properties.Add("no.such.property", "1") };

        var refused = await Assert.ThrowsAsync<TopicException>(() => Ensure(kafka));

        Assert.Contains("no.such.property", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_topics_are_made_where_the_application_asks_for_it()
    {
        _broker.CreateTopic("in", 3);

        var partitions = await Ensure(Kafka with { DeadLetterTopic = "dead", CreateTopics = new CreateTopicsConfig(4, 1) });

        Assert.Equal(new TopicPartitions(3, 4, 4), partitions);
        Assert.Equal(partitions, await Ensure(Kafka with { DeadLetterTopic = "dead" }));
    }

    private Task<TopicPartitions> Ensure(KafkaConfig kafka) =>
        new TopicCatalog(_broker.Connection, _broker).EnsureAsync(kafka, TestContext.Current.CancellationToken);
}
