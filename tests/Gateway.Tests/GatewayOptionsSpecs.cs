using ActorServe.Gateway;
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

    [Fact]
    public async Task Properties_of_the_client_are_read()
    {
        using var host = Host(new() { ["Kafka:BootstrapServers"] = "localhost:9092", ["Kafka:Properties:security.protocol"] = "ssl" });

        await host.StartAsync();

        Assert.Equal("ssl", host.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.Kafka.Properties["security.protocol"]);
    }

    private static IHost Host(Dictionary<string, string?> settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddActorServeGateway(builder.Configuration);
        return builder.Build();
    }
}
