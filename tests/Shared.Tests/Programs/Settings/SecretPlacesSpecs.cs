using ActorServe.Shared.Programs.Settings;
using Microsoft.Extensions.Configuration;

namespace ActorServe.Shared.Tests.Programs.Settings;

public sealed class SecretPlacesSpecs
{
    private const string Secret = "a secret of its own";

    [Theory]
    [InlineData("Tls:Password", "TLS__PASSWORD")]
    [InlineData("Cluster:Tls:Password", "CLUSTER__TLS__PASSWORD")]
    [InlineData("Admin:Token", "ADMIN__TOKEN")]
    public void A_secret_that_may_be_in_a_file_is_refused_among_the_arguments(string key, string variable) => Assert.Equal(
        [
            $"ActorServe:{key} is among the arguments, which others can read; expected ACTORSERVE__{variable} in the environment, "
            + $"or a file named by ActorServe:{key}File",
        ],
        Problems(arguments: key));

    [Theory]
    [InlineData("Kafka:sasl.password", "SASL_PASSWORD")]
    [InlineData("Kafka:SASL_PASSWORD", "SASL_PASSWORD")]
    [InlineData("Kafka:Properties:sasl.password", "SASL_PASSWORD")]
    [InlineData("Kafka:ssl.key.password", "SSL_KEY_PASSWORD")]
    [InlineData("Kafka:ssl_key_password", "SSL_KEY_PASSWORD")]
    [InlineData("Kafka:Properties:ssl.keystore.password", "SSL_KEYSTORE_PASSWORD")]
    [InlineData("Kafka:ssl_key_pem", "SSL_KEY_PEM")]
    [InlineData("Kafka:sasl.oauthbearer.client.secret", "SASL_OAUTHBEARER_CLIENT_SECRET")]
    public void A_secret_of_Kafkas_client_is_refused_there_in_each_spelling(string key, string variable) => Assert.Equal(
        [$"ActorServe:{key} is among the arguments, which others can read; expected ACTORSERVE__KAFKA__{variable} in the environment"],
        Problems(arguments: key));

    [Theory]
    [InlineData("Admin:TokenFile")]
    [InlineData("Tls:PasswordFile")]
    [InlineData("Kafka:ssl.key.location")]
    [InlineData("Kafka:sasl.username")]
    public void What_only_leads_to_a_secret_may_be_there(string key) => Assert.Empty(Problems(arguments: key));

    [Fact]
    public void In_another_place_it_is_right() => Assert.Empty(Problems(elsewhere: ["Admin:Token", "Kafka:sasl.password"]));

    [Fact]
    public void All_are_told_in_whatever_case_they_are_written() =>
        Assert.Equal(2, Problems(arguments: ["admin:token", "KAFKA:properties:Sasl.Password"]).Count());

    private static IEnumerable<string> Problems(string arguments) => Problems([arguments]);

    private static IEnumerable<string> Problems(string[]? arguments = null, string[]? elsewhere = null) =>
        SecretPlaces.Problems(new ConfigurationBuilder()
            .AddInMemoryCollection((elsewhere ?? []).Select(key => KeyValuePair.Create($"ActorServe:{key}", (string?)Secret)))
            .AddCommandLine([.. (arguments ?? []).Select(key => $"--ActorServe:{key}={Secret}")])
            .Build());
}
