using ActorServe.Shared.Configuration.Reading;
using static ActorServe.Shared.Tests.Configuration.FileText;

namespace ActorServe.Shared.Tests.Configuration.Reading;

public sealed class ClientPropertiesSpecs
{
    [Theory]
    [InlineData("group.id")]
    [InlineData("acks")]
    [InlineData("request.required.acks")]
    [InlineData("enable.idempotence")]
    [InlineData("transactional.id")]
    [InlineData("enable.auto.commit")]
    [InlineData("enable.auto.offset.store")]
    [InlineData("auto.offset.reset")]
    [InlineData("auto.commit.enable")]
    [InlineData("auto.commit.interval.ms")]
    [InlineData("queue.buffering.max.messages")]
    [InlineData("isolation.level")]
    [InlineData("partitioner")]
    [InlineData("message.timeout.ms")]
    [InlineData("delivery.timeout.ms")]
    [InlineData("delivery.report.only.error")]
    [InlineData("offset.store.method")]
    [InlineData("dotnet.producer.enable.delivery.reports")]
    [InlineData("ACKS")]
    public void What_breaks_the_guarantee_is_refused(string property) => Assert.NotNull(ClientProperties.WhyRefused(property));

    [Theory]
    [InlineData("bootstrap.servers")]
    [InlineData("sasl.username")]
    [InlineData("sasl.password")]
    [InlineData("sasl.oauthbearer.client.secret")]
    [InlineData("ssl.key.pem")]
    [InlineData("ssl.key.password")]
    [InlineData("ssl.keystore.location")]
    [InlineData("ssl.certificate.pem")]
    public void Secrets_and_addresses_belong_to_the_gateway(string property) =>
        Assert.Contains("configuration of the gateway", ClientProperties.WhyRefused(property));

    [Theory]
    [InlineData("security.protocol")]
    [InlineData("enable.ssl.certificate.verification")]
    [InlineData("ssl.endpoint.identification.algorithm")]
    [InlineData("ssl.ca.location")]
    [InlineData("ssl.ca.pem")]
    [InlineData("ssl.crl.location")]
    [InlineData("ssl.cipher.suites")]
    [InlineData("https.ca.location")]
    [InlineData("enable.sasl.oauthbearer.unsecure.jwt")]
    [InlineData("Enable.SSL.Certificate.Verification")]
    public void Whom_a_gateway_trusts_with_its_password_belongs_to_the_gateway(string property) =>
        Assert.Contains("configuration of the gateway", ClientProperties.WhyRefused(property));

    [Theory]
    [InlineData("plugin.library.paths")]
    [InlineData("ssl.engine.location")]
    [InlineData("ssl.engine.id")]
    [InlineData("ssl.providers")]
    [InlineData("SSL.Engine.Location")]
    public void What_loads_code_into_a_gateway_is_refused(string property) =>
        Assert.Contains("loads code", ClientProperties.WhyRefused(property));

    [Theory]
    [InlineData("client.id")]
    [InlineData("client.rack")]
    [InlineData("session.timeout.ms")]
    [InlineData("max.poll.interval.ms")]
    [InlineData("compression.type")]
    [InlineData("linger.ms")]
    [InlineData("fetch.min.bytes")]
    [InlineData("acks2")]
    public void Everything_else_may_be_set(string property) => Assert.Null(ClientProperties.WhyRefused(property));

    [Theory]
    [InlineData("Client.Id")]
    [InlineData("client id")]
    [InlineData("client.id\n")]
    [InlineData("")]
    public void What_can_be_no_property_is_refused(string property) =>
        Assert.Contains("is not the name", ClientProperties.WhyRefused(property));

    [Fact]
    public void A_refusal_gives_the_reason_and_never_the_value()
    {
        var problem = ProblemOf(Kafka("properties:", "  sasl.password: hunter2"));

        Assert.Equal(("applications[0].kafka.properties['sasl.password']", 6), (problem.Path, problem.Line));
        Assert.Contains("ACTORSERVE__KAFKA__", problem.Message);
        Assert.DoesNotContain("hunter2", problem.ToString());
    }
}
