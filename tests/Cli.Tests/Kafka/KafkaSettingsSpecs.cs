using ActorServe.Cli.Kafka;
using Microsoft.Extensions.Configuration;

namespace ActorServe.Cli.Tests.Kafka;

public sealed class KafkaSettingsSpecs
{
    [Fact]
    public void The_option_wins_over_the_configuration() =>
        Assert.Equal("b:2", KafkaSettings.Find("b:2", Configuration(("ActorServe:Kafka:BootstrapServers", "a:1")))!.BootstrapServers);

    [Fact]
    public void The_configuration_names_the_broker_where_no_option_does() =>
        Assert.Equal("a:1", KafkaSettings.Find(null, Configuration(("ACTORSERVE:KAFKA:BOOTSTRAPSERVERS", "a:1")))!.BootstrapServers);

    [Fact]
    public void Without_either_there_is_none() => Assert.Null(KafkaSettings.Find(null, Configuration()));

    [Theory]
    [InlineData("ACTORSERVE:KAFKA:SASL_PASSWORD")]
    [InlineData("ActorServe:Kafka:sasl.password")]
    [InlineData("ActorServe:Kafka:Properties:sasl.password")]
    public void Secrets_reach_the_client_under_its_own_names(string key)
    {
        var connection = KafkaSettings.Find("a:1", Configuration((key, "secret")))!;

        Assert.Equal("secret", connection.Properties["sasl.password"]);
        Assert.DoesNotContain("secret", connection.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_is_none_is_told_before_anything_is_asked()
    {
        var failure = Assert.Throws<CommandFailedException>(() => KafkaSettings.Find("a:99999,b:9092,c:x", Configuration()));

        Assert.Equal(ExitCodes.Usage, failure.ExitCode);
        Assert.StartsWith("--kafka is 'a:99999'; expected HOST:PORT", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'c:x'", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("b:9092", failure.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(v => v.Key, v => (string?)v.Value)).Build();
}
