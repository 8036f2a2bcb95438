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
    [InlineData(true, "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4317")]
    [InlineData(true, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://collector:4317")]
    [InlineData(false, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://collector:4317")]
    [InlineData(true, "OTEL_TRACES_EXPORTER=otlp")]
    [InlineData(false, "OTEL_TRACES_EXPORTER=none", "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4317")]
    public void Traces_are_sent_by_the_same_rule_with_names_of_their_own(bool isSent, params string[] variables) =>
        Assert.Equal(isSent, OpenTelemetryVariables.SendsTraces(With(variables)));

    [Theory]
    [InlineData(null)]
    [InlineData(null, "OTEL_TRACES_SAMPLER=ParentBased_TraceIdRatio", "OTEL_TRACES_SAMPLER_ARG=0.25")]
    [InlineData("OTEL_TRACES_SAMPLER is 'sometimes'; expected always_on, always_off, traceidratio", "OTEL_TRACES_SAMPLER=sometimes")]
    [InlineData(
        "OTEL_TRACES_SAMPLER_ARG is '2'; expected a number from 0 to 1",
        "OTEL_TRACES_SAMPLER=traceidratio", "OTEL_TRACES_SAMPLER_ARG=2")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT is 'collector:4317'; expected http://HOST:PORT", "OTEL_EXPORTER_OTLP_ENDPOINT=collector:4317")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG is 'half'; expected", "OTEL_TRACES_SAMPLER=traceidratio", "OTEL_TRACES_SAMPLER_ARG=half")]
    public void A_sampler_must_be_one_that_there_is_and_an_address_one_of_http(string? problem, params string[] variables)
    {
        var problems = OpenTelemetryVariables.Problems(With([.. variables, "OTEL_TRACES_EXPORTER=otlp"]));

        Assert.StartsWith(problem ?? "", string.Join(' ', problems), StringComparison.Ordinal);
        Assert.Equal(problem is null ? 0 : 1, problems.Count);
    }

    [Fact]
    public void Where_nothing_is_sent_a_sampler_may_be_anything() =>
        Assert.Empty(OpenTelemetryVariables.Problems(With(["OTEL_TRACES_SAMPLER=jaeger_remote"])));

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_METRICS_EXPORTER=none", "OTEL_TRACES_EXPORTER=none")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_METRICS_EXPORTER=none", "OTEL_TRACES_EXPORTER=otlp")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_METRICS_EXPORTER=otlp", "OTEL_TRACES_EXPORTER=none")]
    [InlineData(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://one:4317", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://two:4317")]
    public void An_address_at_which_nothing_is_sent_may_be_anything(string address, params string[] variables) =>
        Assert.Empty(OpenTelemetryVariables.Problems(With([.. variables, $"{address}=collector:4317"])));

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_METRICS_EXPORTER=otlp")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER=otlp")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://one:4317")]
    public void One_at_which_one_signal_is_sent_must_be_right(string address, params string[] variables) => Assert.Equal(
        [$"{address} is 'collector:4317'; expected http://HOST:PORT"],
        OpenTelemetryVariables.Problems(With([.. variables, $"{address}=collector:4317"])));

    [Fact]
    public void Where_everything_is_turned_off_nothing_is_sent_and_nothing_can_be_wrong()
    {
        var off = With(
        [
            "OTEL_SDK_DISABLED=true", "OTEL_EXPORTER_OTLP_ENDPOINT=collector:4317", "OTEL_TRACES_EXPORTER=otlp",
            "OTEL_TRACES_SAMPLER=sometimes",
        ]);

        Assert.Empty(OpenTelemetryVariables.Problems(off));
        Assert.False(OpenTelemetryVariables.SendsMetrics(off) || OpenTelemetryVariables.SendsTraces(off));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true, "OTEL_SDK_DISABLED=TRUE")]
    [InlineData(false, "OTEL_SDK_DISABLED=false")]
    [InlineData(false, "OTEL_SDK_DISABLED=1")]
    public void Only_the_word_true_turns_everything_off(bool isDisabled, params string[] variables) =>
        Assert.Equal(isDisabled, OpenTelemetryVariables.IsDisabled(With(variables)));

    private static IConfiguration With(string[] variables) => new ConfigurationBuilder().AddCommandLine(variables).Build();
}
