using System.Diagnostics;
using System.Text;
using ActorServe.Shared.Programs;
using ActorServe.Shared.Telemetry;
using ActorServe.TestSupport.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorServe.Shared.Tests.Programs.Telemetry;

/// <summary>A program without a node, and a collector of its own.</summary>
public sealed class TracesHostingSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_collector_that_the_standard_variables_name_is_sent_the_spans_of_recorded_traces()
    {
        var trace = RecordedSpans.NewTrace();
        var sent = new TaskCompletionSource<(string Path, byte[] Body)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var collector = await ListenAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            // The program hears what other specs record, too.
            if (body.ToArray().AsSpan().IndexOf(Convert.FromHexString(trace.TraceId.ToHexString())) > 0)
                sent.TrySetResult((context.Request.Path, body.ToArray()));
        });
        using var source = new ActivitySource("ActorServe.Test");
        await using var program = await StartAsync(
            $"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT={collector.Urls.Single()}/v1/traces", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            "OTEL_BSP_SCHEDULE_DELAY=100");

        source.Begin("recorded elsewhere", ActivityKind.Consumer, trace)!.End();

        var (path, body) = await sent.Task.WaitAsync(Patience);
        Assert.Equal("/v1/traces", path);
        Assert.Contains("recorded elsewhere", Encoding.Latin1.GetString(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_sampler_is_named_nothing_begins_a_trace()
    {
        using var source = new ActivitySource("ActorServe.Test");
        await using var program = await StartAsync("OTEL_TRACES_EXPORTER=otlp");

        Assert.Equal(TraceSampling.ByParent, program.Services.GetRequiredService<TraceSampling>());
        Assert.True(source.HasListeners());
        Assert.Null(source.Begin("root", ActivityKind.Consumer, default));
    }

    [Fact]
    public async Task A_ratio_that_the_standard_variables_name_counts()
    {
        using var source = new ActivitySource("ActorServe.Test");
        await using var program = await StartAsync(
            "OTEL_TRACES_EXPORTER=otlp", "OTEL_TRACES_SAMPLER=parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG=1");

        var sampling = program.Services.GetRequiredService<TraceSampling>();
        Assert.Equal((true, false, 1), (sampling.BeginsTraces, sampling.IgnoresParents, sampling.Ratio));
        Assert.NotNull(source.Begin("root", ActivityKind.Consumer, default));
    }

    [Fact]
    public async Task Of_a_part_that_was_drawn_before_the_sampler_is_asked_it_wants_all()
    {
        using var source = new ActivitySource("ActorServe.Test");
        await using var program = await StartAsync(
            "OTEL_TRACES_EXPORTER=otlp", "OTEL_TRACES_SAMPLER=parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG=0.000001");

        Assert.Equal(0.000001, program.Services.GetRequiredService<TraceSampling>().Ratio);
        Assert.NotNull(source.Begin("root", ActivityKind.Consumer, default));
    }

    [Fact]
    public async Task A_sampler_that_there_is_not_is_a_wrong_setting()
    {
        var builder = NodeProgram.CreateBuilder(["OTEL_TRACES_EXPORTER=otlp", "OTEL_TRACES_SAMPLER=sometimes"]);

        Assert.Equal(NodeExitCodes.Settings, await builder.RunNodeAsync(_ => Assert.Fail("it starts")));
    }

    [Fact]
    public async Task Without_the_standard_variables_nobody_asks_for_traces()
    {
        await using var program = await StartAsync();

        Assert.Null(program.Services.GetService<TraceSampling>());
    }

    private static async Task<WebApplication> StartAsync(params string[] args)
    {
        var builder = NodeProgram.CreateBuilder([.. args, "--Health:Urls", "http://127.0.0.1:0"]).ListeningForHealth();
        builder.Logging.ClearProviders();
        var program = builder.Build();
        await program.StartAsync();
        return program;
    }

    private static async Task<WebApplication> ListenAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(answer);
        await app.StartAsync();
        return app;
    }
}
