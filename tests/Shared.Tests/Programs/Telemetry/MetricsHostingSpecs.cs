using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using ActorServe.Shared.Programs;
using ActorServe.Shared.Programs.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorServe.Shared.Tests.Programs.Telemetry;

/// <summary>A program without a node, whose meter counts to three.</summary>
public sealed class MetricsHostingSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly HttpClient Http = new() { Timeout = Patience };

    [Fact]
    public async Task Prometheus_finds_what_our_meters_and_the_runtime_count_and_nothing_of_others()
    {
        await using var program = await StartAsync("--Cluster:Port", "4073");

        var text = await Http.GetStringAsync(new Uri(program.Urls.Single() + MetricsHosting.Path));

        Assert.Contains("actorserve_test_rows_total{otel_scope_name=\"ActorServe.Test\"} 3", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_gc_collections_total", text, StringComparison.Ordinal);
        Assert.Contains("service_instance_id=\"127.0.0.1:4073\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("foreign", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain;version=0.0.4")]
    [InlineData("application/openmetrics-text;version=1.0.0")]
    // As Prometheus 3 asks, where dots in names would be allowed.
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.3")]
    public async Task Names_are_those_of_the_documents_whatever_format_is_asked_for(string accepted)
    {
        await using var program = await StartAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, program.Urls.Single() + MetricsHosting.Path);
        request.Headers.Add("Accept", accepted);
        using var answer = await Http.SendAsync(request);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');

        Assert.StartsWith(accepted.Split(';')[0], answer.Content.Headers.ContentType?.MediaType, StringComparison.Ordinal);
        Assert.Equal(
            [
                "actorserve_test_duration_seconds_bucket", "actorserve_test_duration_seconds_count",
                "actorserve_test_duration_seconds_sum", "actorserve_test_rows_total",
            ],
            lines.Where(line => line.StartsWith("actorserve", StringComparison.Ordinal)).Select(line => line.Split('{')[0])
                .Where(name => !name.EndsWith("_created", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_the_standard_variables_call_the_service_replaces_what_we_do()
    {
        await using var program = await StartAsync("OTEL_SERVICE_NAME=digits");

        Assert.Contains(
            "service_name=\"digits\"", await Http.GetStringAsync(new Uri(program.Urls.Single() + MetricsHosting.Path)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_standard_variable_turns_telemetry_off_there_is_nothing_to_scrape()
    {
        await using var program = await StartAsync("OTEL_SDK_DISABLED=true");

        using var answer = await Http.GetAsync(new Uri(program.Urls.Single() + MetricsHosting.Path));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "/v1/metrics")]
    public async Task A_collector_that_the_standard_variables_name_is_sent_them(string variable, string path)
    {
        var sent = new TaskCompletionSource<(string Path, string Body)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var collector = await ListenAsync(app => app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            // The first may be sent before anything was counted.
            var text = Encoding.Latin1.GetString(body.ToArray());
            if (text.Contains("actorserve.test.rows", StringComparison.Ordinal)) sent.TrySetResult((context.Request.Path, text));
        }));

        await using var program = await StartAsync(
            $"{variable}={collector.Urls.Single()}{path}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_METRIC_EXPORT_INTERVAL=100");

        Assert.Equal("/v1/metrics", (await sent.Task.WaitAsync(Patience)).Path);
    }

    private static async Task<WebApplication> StartAsync(params string[] args)
    {
        var builder = NodeProgram.CreateBuilder([.. args, "--Health:Urls", "http://127.0.0.1:0"]).ListeningForHealth();
        builder.Logging.ClearProviders();
        var program = builder.Build();
        program.MapNodeMetrics();
        await program.StartAsync();
        var meters = program.Services.GetRequiredService<IMeterFactory>();
        var meter = meters.Create(new MeterOptions("ActorServe.Test"));
        meter.CreateCounter<int>("actorserve.test.rows", "{row}").Add(3);
        meter.CreateHistogram<double>("actorserve.test.duration", "s").Record(0.1);
        meters.Create(new MeterOptions("Other")).CreateCounter<int>("foreign").Add(1);
        return program;
    }

    private static async Task<WebApplication> ListenAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        map(app);
        await app.StartAsync();
        return app;
    }
}
