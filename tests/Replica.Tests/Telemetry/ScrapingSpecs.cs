using ActorServe.Replica.Telemetry;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Programs;
using ActorServe.Shared.Programs.Telemetry;
using ActorServe.TestSupport.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorServe.Replica.Tests.Telemetry;

public sealed class ScrapingSpecs
{
    [Fact]
    public async Task A_scrape_of_a_replica_node_has_the_names_that_the_document_has_and_no_others()
    {
        var builder = NodeProgram.CreateBuilder(["--Health:Urls", "http://127.0.0.1:0"]).ListeningForHealth();
        builder.Logging.ClearProviders();
        builder.Services.AddActorServeReplica(builder.Settings());
        await using var node = builder.Build();
        node.MapNodeMetrics();
        await node.StartAsync();

        Samples.MeasureAll(node.Services.GetRequiredService<ReplicaMetrics>().Of(new DeploymentId("app", "digits")));

        Assert.Equal(MetricsDocument.PrometheusNamesOf("Replica"), await MetricsDocument.ScrapeAsync(node.Urls.Single()));
    }
}
