namespace ActorServe.Containers;

/// <summary>
/// The profile <c>observability</c>, as far as its programs can be had without pulling their images: compose reads all of it, and
/// Prometheus, this machine's, runs with its configuration, mounts and network.
/// </summary>
public sealed class ObservabilitySpecs(Machine machine, ITestOutputHelper output)
{
    [Fact]
    public async Task Compose_takes_the_file_with_every_profile()
    {
        var served = await machine.ServedAsync(output);

        var config = await served.Compose.RunAsync("--profile", "observability", "--profile", "demo", "--profile", "cli", "config");

        foreach (var image in (string[])["grafana/grafana:", "otel/opentelemetry-collector-contrib:", "jaegertracing/jaeger:"])
            Assert.Contains(image, config, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prometheus_finds_each_container_those_that_scale_adds_too_and_forgets_those_that_it_takes()
    {
        var served = await machine.WithPrometheusAsync(output);
        try
        {
            await served.Compose.UpAsync(furtherServices: "prometheus");
            await served.NodesAnswerPrometheusAsync(seeds: 1, replicas: 1, gateways: 1);

            await served.Compose.UpAsync(replicas: 3, gateways: 2, furtherServices: "prometheus");
            await served.NodesAnswerPrometheusAsync(seeds: 1, replicas: 3, gateways: 2);

            await served.Compose.UpAsync(furtherServices: "prometheus");
            await served.NodesAnswerPrometheusAsync(seeds: 1, replicas: 1, gateways: 1);
        }
        finally
        {
            await served.Compose.RunAsync("--profile", "observability", "rm", "--stop", "--force", "prometheus");
        }
    }
}
