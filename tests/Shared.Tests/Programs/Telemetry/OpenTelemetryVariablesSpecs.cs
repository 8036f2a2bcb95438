using ActorServe.Shared.Programs.Telemetry;
using Microsoft.Extensions.Configuration;

namespace ActorServe.Shared.Tests.Programs.Telemetry;

public sealed class OpenTelemetryVariablesSpecs
{
    [Theory]
    [InlineData(false)]
    [InlineData(true, "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4317")]
    [InlineData(true, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://collector:4317")]
    [InlineData(true, "OTEL_METRICS_EXPORTER=prometheus, OTLP")]
    [InlineData(false, "OTEL_METRICS_EXPORTER=none", "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4317")]
    [InlineData(false, "OTEL_METRICS_EXPORTER=prometheus", "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4317")]
    [InlineData(false, "OTEL_METRICS_EXPORTER=", "OTEL_EXPORTER_OTLP_ENDPOINT=")]
    public void Metrics_are_sent_where_the_exporter_or_an_endpoint_is_named(bool isSent, params string[] variables) =>
        Assert.Equal(isSent, OpenTelemetryVariables.SendsMetrics(With(variables)));

    [Theory]
    [InlineData(false)]
    [InlineData(true, "OTEL_SDK_DISABLED=TRUE")]
    [InlineData(false, "OTEL_SDK_DISABLED=false")]
    [InlineData(false, "OTEL_SDK_DISABLED=1")]
    public void Only_the_word_true_turns_everything_off(bool isDisabled, params string[] variables) =>
        Assert.Equal(isDisabled, OpenTelemetryVariables.IsDisabled(With(variables)));

    private static IConfiguration With(string[] variables) => new ConfigurationBuilder().AddCommandLine(variables).Build();
}
