using System.Text.Json.Nodes;

namespace ActorServe.Observability.Tests.Composing;

/// <summary>
/// The configuration of the collector, whose program is no package that a test could install: its parts fit together, and have only the
/// keys that their documents name.
/// </summary>
public sealed class CollectorSpecs
{
    private static readonly JsonNode _config = YamlFile.Read($"{Observed.Folder}/collector.yml");
    private static readonly JsonNode _services = YamlFile.Read("docker-compose.yml")["services"]!;

    // As of version 0.139: the READMEs of the components that are used, as far as they are used.
    private static readonly Dictionary<string, string[]> _keys = new()
    {
        ["receivers/otlp"] = ["protocols"],
        ["processors/memory_limiter"] = ["check_interval", "limit_mib", "spike_limit_mib", "limit_percentage", "spike_limit_percentage"],
        ["processors/batch"] = ["timeout", "send_batch_size", "send_batch_max_size"],
        ["exporters/otlp"] = ["endpoint", "tls", "sending_queue", "retry_on_failure", "timeout"],
        ["exporters/prometheus"] = ["endpoint", "namespace", "const_labels", "send_timestamps", "metric_expiration"],
        ["exporters/debug"] = ["verbosity", "sampling_initial", "sampling_thereafter", "use_internal_logger"],
    };

    [Fact]
    public void It_has_the_sections_that_a_configuration_has() =>
        Assert.Equal(["receivers", "processors", "exporters", "service"], _config.Keys());

    [Theory]
    [InlineData("receivers")]
    [InlineData("processors")]
    [InlineData("exporters")]
    public void Every_component_is_used_and_every_one_that_is_used_is_there(string kind) => Assert.Equal(
        _config[kind].Keys().Order(),
        _config["service"]!["pipelines"]!.AsObject().SelectMany(pipeline => pipeline.Value![kind].Texts()).Distinct().Order());

    [Fact]
    public void Components_have_only_keys_that_they_know() => Assert.Empty(
        from kind in (string[])["receivers", "processors", "exporters"]
        from name in _config[kind].Keys()
        from key in _config[kind]![name].Keys()
        where !_keys[$"{kind}/{name.Split('/')[0]}"].Contains(key)
        select $"{kind}/{name}: {key}");

    [Fact]
    public void Memory_is_limited_first() => Assert.All(
        _config["service"]!["pipelines"]!.AsObject(), pipeline => Assert.Equal("memory_limiter", pipeline.Value!["processors"].Texts()[0]));

    [Fact]
    public void Traces_and_metrics_are_taken_at_the_ports_that_are_published()
    {
        var protocols = _config["receivers"]!["otlp"]!["protocols"]!.AsObject();
        var published = _services["collector"]!["ports"].Texts().Select(port => port.Split(':')[^1]);

        Assert.Equal(["traces", "metrics"], _config["service"]!["pipelines"].Keys());
        Assert.Equal(["0.0.0.0:4317", "0.0.0.0:4318"], protocols.Select(protocol => protocol.Value!["endpoint"]!.ToString()));
        Assert.Equal(["4317", "4318"], published);
    }

    [Fact]
    public void Traces_go_to_a_service_that_there_is_and_metrics_to_where_Prometheus_asks_for_them()
    {
        var jobs = YamlFile.Read(Observed.PrometheusConfig)["scrape_configs"]!.AsArray();
        var collector = jobs.Single(job => job!["job_name"]!.ToString() == "collector")!;
        var port = _config["exporters"]!["prometheus"]!["endpoint"]!.ToString().Split(':')[1];

        Assert.Contains(_config["exporters"]!["otlp/jaeger"]!["endpoint"]!.ToString().Split(':')[0], _services.Keys());
        Assert.Equal([$"collector:{port}"], collector["static_configs"]![0]!["targets"].Texts());
    }
}
