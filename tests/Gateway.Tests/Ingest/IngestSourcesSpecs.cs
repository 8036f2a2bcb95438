using ActorServe.ActorTestKit;
using ActorServe.Gateway.Dispatch;
using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Tracing;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Programs.Extensions;
using ActorServe.Shared.Telemetry;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServe.Gateway.Tests.Ingest;

public sealed class IngestSourcesSpecs : PatientTestKit, ISourceExtension
{
    private static readonly IngestSettings Ours =
        new("test", new KafkaConnection("nowhere:1"), new KafkaConfig { InputTopic = "in", Group = "group" });

    private static readonly IngestSettings Others = Ours with { Kafka = Ours.Kafka with { Source = KafkaSourceKind.AkkaStreamsKafka } };

    private IngestSettings? _started;

    void ISourceExtension.Configure(AkkaConfigurationBuilder builder)
    {
    }

    IngestRun ISourceExtension.Start(ActorSystem system, SourceParts parts)
    {
        _started = parts.Settings;
        return IngestRun.Of(new(parts.Settings, parts.Dispatch, _ => throw new NotSupportedException(), TimeProvider.System, parts.Log));
    }

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    [Fact]
    public void An_application_that_asks_for_no_other_has_ours() => Assert.Null(Other(new Extension<ISourceExtension>(this, null), Ours));

    [Fact]
    public void One_that_asks_for_another_has_that()
    {
        var other = Other(new Extension<ISourceExtension>(this, null), Others);

        other!(new SourceParts(
            Others, new DispatchControl(), new RecordSpans("app", Others.Kafka, TraceSampling.ByParent), NullLogger.Instance));

        Assert.Same(Others, _started);
    }

    [Theory]
    [InlineData(null, "ActorServe.AkkaStreamsKafka.dll is not beside the program")]
    [InlineData("it is torn", "it is torn")]
    public void Where_that_is_not_there_the_reason_says_so_and_what_to_do(string? problem, string said)
    {
        var missing = Assert.Throws<SourceMissingException>(() => Other(new Extension<ISourceExtension>(null, problem), Others));

        Assert.Equal(
            $"kafka.source is akka-streams-kafka, which this gateway has not: {said}; "
            + "leave source out, or see docs/sources.md for how that is built",
            missing.Message);
    }

    [Fact]
    public void Where_it_is_and_what_it_threw_is_for_the_log_alone()
    {
        var torn = new Extension<ISourceExtension>(null, "it is torn", "/app/its.dll is torn: no header");
        var log = new Told();

        new IngestSources(torn).LogProblem(log);
        var missing = Assert.Throws<SourceMissingException>(() => Other(torn, Others));

        Assert.Equal(["The gateway goes on without the source akka-streams-kafka: /app/its.dll is torn: no header"], log.Lines);
        Assert.DoesNotContain("/app", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_logged_of_a_source_that_is_not_there()
    {
        var log = new Told();

        new IngestSources(new Extension<ISourceExtension>(null, null)).LogProblem(log);

        Assert.Empty(log.Lines);
    }

    private Func<SourceParts, IngestRun>? Other(Extension<ISourceExtension> found, IngestSettings settings) =>
        new IngestSources(found).Other(settings.Kafka, Sys);

    private sealed class Told : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
