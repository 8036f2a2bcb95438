using ActorServe.Gateway;
using ActorServe.Gateway.Front;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ActorServe.Gateway.Tests;

public sealed class GatewayOptionsSpecs
{
    [Fact]
    public async Task The_host_refuses_to_start_without_bootstrap_servers()
    {
        using var host = Host([]);

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("BootstrapServers", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_refuses_a_lane_without_room()
    {
        using var host = Host(new() { ["Kafka:BootstrapServers"] = "localhost:9092", ["Router:Http:MaxQueuedRows"] = "0" });

        await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
    }

    [Theory]
    [InlineData("Kafka:Properties:security.protocol")]
    [InlineData("KAFKA:SECURITY_PROTOCOL")]
    public async Task Properties_of_the_client_are_read(string key)
    {
        using var host = Host(new() { ["Kafka:BootstrapServers"] = "localhost:9092", [key] = "ssl" });

        await host.StartAsync();

        Assert.Equal("ssl", host.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.Kafka.Properties["security.protocol"]);
    }

    [Theory]
    [InlineData("Http:Urls", "127.0.0.1:8000")]
    [InlineData("Http:Urls", "https://127.0.0.1:8000")]
    [InlineData("Http:Urls", "http://127.0.0.1:8000/path")]
    [InlineData("Http:MaxBodyBytes", "8000001")]
    [InlineData("Http:RequestTimeout", "-00:00:01")]
    public async Task The_host_refuses_a_door_that_cannot_be(string key, string value)
    {
        using var host = Host(new() { ["Kafka:BootstrapServers"] = "localhost:9092", [key] = value });

        await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
    }

    [Fact]
    public async Task A_door_listens_at_every_address_that_is_configured_and_at_none_where_that_is_empty()
    {
        await using var two = await DoorAsync("http://127.0.0.1:0;http://127.0.0.1:0/");
        await using var none = await DoorAsync("");

        Assert.Equal((2, 0), (two.Addresses.Distinct().Count(), none.Addresses.Length));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_a_failure_unless_any_other_may_be_taken()
    {
        await using var first = await DoorAsync("http://127.0.0.1:0");

        await Assert.ThrowsAsync<IOException>(() => DoorAsync(first.Addresses[0]));
        await using var other = await DoorAsync(first.Addresses[0], mayTakeAnyPort: true);

        Assert.NotEqual(first.Addresses, other.Addresses);
    }

    private static async Task<FrontServer> DoorAsync(string urls, bool mayTakeAnyPort = false)
    {
        var services = new ServiceCollection().AddLogging().AddActorServeFront();
        services.Configure<GatewayOptions>(o => (o.Http.Urls, o.Http.MayTakeAnyPort) = (urls, mayTakeAnyPort));
        var door = services.BuildServiceProvider().GetRequiredService<FrontServer>();
        await door.StartAsync(CancellationToken.None);
        return door;
    }

    private static IHost Host(Dictionary<string, string?> settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddActorServeGateway(builder.Configuration);
        return builder.Build();
    }
}
