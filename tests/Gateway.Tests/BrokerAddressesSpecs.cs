namespace ActorServe.Gateway.Tests;

public sealed class BrokerAddressesSpecs
{
    [Theory]
    [InlineData("localhost:9092")]
    [InlineData("one:9092, two:9092")]
    [InlineData("localhost")]
    [InlineData("SASL_SSL://broker:9093")]
    [InlineData("[::1]:9092")]
    [InlineData("[::1]")]
    [InlineData("::1")]
    public void What_the_client_takes_is_no_problem(string servers) => Assert.Empty(BrokerAddresses.Problems(servers));

    [Theory]
    [InlineData("localhost:99999", "localhost:99999")]
    [InlineData("localhost:0", "localhost:0")]
    [InlineData("localhost:-1", "localhost:-1")]
    [InlineData("localhost:", "localhost:")]
    [InlineData(":9092", ":9092")]
    [InlineData("one:9092,,two:9092", "")]
    [InlineData("SASL_SSL://broker:x", "SASL_SSL://broker:x")]
    [InlineData("[::1]:x", "[::1]:x")]
    public void What_names_no_port_or_no_host_is_told_by_itself(string servers, string wrong) =>
        Assert.StartsWith($"'{wrong}'; expected HOST:PORT", Assert.Single(BrokerAddresses.Problems(servers)), StringComparison.Ordinal);
}
