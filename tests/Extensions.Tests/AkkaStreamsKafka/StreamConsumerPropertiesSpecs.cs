using ActorServe.AkkaStreamsKafka;
using ActorServe.Gateway;
using ActorServe.Gateway.Ingest;
using ActorServe.Shared.Configuration;

namespace ActorServe.Extensions.Tests.AkkaStreamsKafka;

public sealed class StreamConsumerPropertiesSpecs
{
    private static readonly Dictionary<string, string> Properties = StreamConsumerProperties.Of(
        new IngestSettings("digits", new KafkaConnection("broker:9092"), new KafkaConfig { InputTopic = "in", Group = "group" }));

    [Fact]
    public void The_client_commits_nothing_by_itself() =>
        Assert.Equal(("false", "false"), (Properties["enable.auto.commit"], Properties["enable.auto.offset.store"]));

    [Theory]
    [InlineData("partition.assignment.strategy")]
    [InlineData("dotnet.consumer.consume.result.fields")]
    [InlineData("auto.commit.interval.ms")]
    public void What_only_our_own_source_can_live_with_is_left_out(string name) => Assert.DoesNotContain(name, Properties.Keys);

    [Theory]
    [InlineData("bootstrap.servers", "broker:9092")]
    [InlineData("group.id", "group")]
    [InlineData("isolation.level", "read_committed")]
    [InlineData("auto.offset.reset", "earliest")]
    [InlineData("session.timeout.ms", "10000")]
    public void The_rest_is_as_ours(string name, string value) => Assert.Equal(value, Properties[name]);
}
