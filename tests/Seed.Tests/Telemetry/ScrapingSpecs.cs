using ActorServe.Seed.Telemetry;
using ActorServe.Shared.Programs;
using ActorServe.Shared.Programs.Telemetry;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorServe.Seed.Tests.Telemetry;

public sealed class ScrapingSpecs
{
    [Fact]
    public async Task A_scrape_of_a_seed_has_the_names_that_the_document_has_and_no_others()
    {
        var builder = NodeProgram.CreateBuilder([]).Listening(new ListenOptions("http://127.0.0.1:0"));
        builder.Logging.ClearProviders();
        builder.Services.AddActorServeSeed();
        await using var seed = builder.Build();
        seed.MapNodeMetrics();
        await seed.StartAsync();

        seed.Services.GetRequiredService<SeedMetrics>().See(Samples.Status(ApplicationStatus.Running, DeploymentStatus.Healthy));

        Assert.Equal(MetricsDocument.PrometheusNamesOf("Seed"), await MetricsDocument.ScrapeAsync(seed.Urls.Single()));
    }
}
