using ActorServe.Cli.Kafka;
using ActorServe.Gateway;

namespace ActorServe.Kafka.Tests;

/// <summary>Topics that commands make on a real broker; an embedded one has no such request.</summary>
public sealed class CreatingSpecs(BrokerFixture broker)
{
    [Fact]
    public async Task A_topic_that_another_made_in_between_is_as_good_as_made()
    {
        var (connection, topic) = (new KafkaConnection(broker.Kafka), $"made-{Guid.NewGuid():N}");
        await KafkaClients.CreateAsync(connection, topic);

        await KafkaClients.CreateAsync(connection, topic);
    }
}
