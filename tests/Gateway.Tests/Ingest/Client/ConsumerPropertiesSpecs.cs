using System.Collections.Immutable;
using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Ingest.Client;
using ActorServe.Shared.Configuration;
using Confluent.Kafka;

namespace ActorServe.Gateway.Tests.Ingest.Client;

public sealed class ConsumerPropertiesSpecs
{
    [Fact]
    public void The_process_overrides_the_application_and_the_application_the_defaults()
    {
        var properties = Of(
            process: [new("fetch.queue.backoff.ms", "3")],
            application: [new("session.timeout.ms", "1"), new("fetch.queue.backoff.ms", "2")]);

        Assert.Equal(("1", "3", "20000"), (
            properties["session.timeout.ms"], properties["fetch.queue.backoff.ms"], properties["queued.min.messages"]));
    }

    [Theory]
    [InlineData("enable.auto.commit", "true")]
    [InlineData("enable.auto.offset.store", "false")]
    [InlineData("auto.offset.reset", "error")]
    [InlineData("group.id", "group")]
    public void Nobody_overrides_what_the_guarantee_rests_on(string name, string value) =>
        Assert.Equal(value, Of(process: [new(name, "x")], application: [new(name, "y")])[name]);

    [Fact]
    public void What_the_broker_decides_in_the_newer_protocol_is_left_to_it()
    {
        var properties = Of([], [new("group.protocol", "consumer")]);

        Assert.DoesNotContain("session.timeout.ms", properties);
        Assert.DoesNotContain("heartbeat.interval.ms", properties);
        Assert.DoesNotContain("partition.assignment.strategy", properties);
    }

    [Theory]
    [InlineData(null, 1_000)]
    [InlineData("20", 520)]
    [InlineData("2000", 2_500)]
    [InlineData("300000", 2_500)]
    public void An_answer_is_waited_for_behind_a_fetch_but_never_so_long_that_the_consumer_falls_silent(string? fetchWait, int expected)
    {
        var properties = Of([], fetchWait is null ? [] : [new("fetch.wait.max.ms", fetchWait)]);

        Assert.Equal(TimeSpan.FromMilliseconds(expected), ConsumerProperties.AnswerTimeout(properties));
    }

    [Fact]
    public void The_client_takes_them()
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(Of([], [])).Build();

        Assert.StartsWith("actorserve-test", consumer.Name, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Of(KeyValuePair<string, string>[] process, KeyValuePair<string, string>[] application)
    {
        var kafka = new KafkaConfig { InputTopic = "in", Group = "group", Properties = application.ToImmutableDictionary() };
        return ConsumerProperties.Of(new IngestSettings("test", new KafkaConnection("nowhere:1", process.ToImmutableDictionary()), kafka));
    }
}
