using ActorServe.Gateway.Telemetry;
using ActorServe.Shared.Programs;
using ActorServe.Shared.Programs.Telemetry;
using ActorServe.TestSupport.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Tests.Telemetry;

public sealed class ScrapingSpecs
{
    [Fact]
    public async Task A_scrape_of_a_gateway_has_the_names_that_the_document_has_and_no_others()
    {
        var builder = NodeProgram.CreateBuilder(["--Health:Urls", "http://127.0.0.1:0", "--Kafka:BootstrapServers", "127.0.0.1:1"])
            .ListeningForHealth();
        builder.Logging.ClearProviders();
        builder.Services.AddActorServeGateway(builder.Settings());
        await using var gateway = builder.Build();
        gateway.MapNodeMetrics();
        await gateway.StartAsync();

        var numbers = gateway.Services.GetRequiredService<GatewayMetrics>().Numbers;
        numbers.See(Samples.Status(Samples.Pipeline(new PartitionFlow(0, 5, 2, false, null))), Samples.Routers);
        numbers.Sample();
        gateway.Services.GetRequiredService<DoorMetrics>().Answered("POST", "digits", 200, TimeSpan.Zero);

        Assert.Equal(MetricsDocument.PrometheusNamesOf("Gateway"), await MetricsDocument.ScrapeAsync(gateway.Urls.Single()));
    }
}
