using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using ActorServe.ActorTestKit;
using ActorServe.Gateway;
using ActorServe.Gateway.Embedded;
using ActorServe.Gateway.Topics;
using ActorServe.Shared.Configuration;
using ActorServe.TestSupport.Telemetry;
using Akka.Actor;
using Akka.Hosting;
using Akka.Streams;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Tests.Tracing;

/// <summary>The spans of records on their whole way, on the embedded broker, with an echo in the router's place.</summary>
public sealed class RecordTraceSpecs : PatientTestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly RecordedSpans _spans = new();
    private readonly SpanLog _log = new();
    private KafkaConfig _kafka = new()
    {
        InputTopic = "in", OutputTopic = "out", Group = "echo", OutputHeaders = ["traceparent", "kept"], DeadLetterTopic = "dead",
        OnFailure = FailurePolicy.DeadLetter,
    };

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    [Fact]
    public async Task A_traced_record_has_a_span_until_it_is_done_and_its_result_one_that_the_result_names()
    {
        var trace = RecordedSpans.NewTrace();
        Produce("a", RecordedSpans.HeaderOf(trace));

        await RunAsync(records: 1);

        var spans = _spans.Of(trace.TraceId);
        Assert.Equal(["process in", "send out"], spans.Select(span => span.DisplayName));
        Assert.Equal([ActivityKind.Consumer, ActivityKind.Producer], spans.Select(span => span.Kind));
        Assert.Equal([trace.SpanId, spans[0].SpanId], spans.Select(span => span.ParentSpanId));
        Assert.Equal([$"traceparent={spans[1].Id}"], TraceHeadersOf("out"));
        Assert.Equal(
            "messaging.system=kafka messaging.operation.name=process messaging.operation.type=process messaging.destination.name=in "
            + "messaging.destination.partition.id=0 messaging.kafka.offset=0 messaging.consumer.group.name=echo "
            + "messaging.message.body.size=1 actorserve.application=echo actorserve.outcome=completed",
            string.Join(' ', spans[0].TagObjects.Select(tag => $"{tag.Key}={tag.Value}")));
        Assert.All(spans, span => Assert.Equal(ActivityStatusCode.Unset, span.Status));
    }

    [Theory]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")]
    [InlineData("nonsense")]
    public async Task A_record_whose_trace_is_not_recorded_has_no_span_and_its_header_is_carried_as_it_is(string traceParent)
    {
        Produce("a", traceParent);

        await RunAsync(records: 1);

        Assert.Equal([$"traceparent={traceParent}"], TraceHeadersOf("out"));
        Assert.Empty(_spans.Of(ActivityTraceId.CreateFromString("4bf92f3577b34da6a3ce929d0e0e4736")));
    }

    [Fact]
    public async Task A_dead_letter_is_a_failure_of_its_record_and_says_why_without_a_message()
    {
        var trace = RecordedSpans.NewTrace();
        Produce("bad", RecordedSpans.HeaderOf(trace));

        await RunAsync(records: 1);

        var spans = _spans.Of(trace.TraceId);
        Assert.Equal(["process in", "send dead"], spans.Select(span => span.DisplayName));
        Assert.Equal((ActivityStatusCode.Error, null), (spans[0].Status, spans[0].StatusDescription));
        Assert.Equal(("bad_input", "dead_lettered"), (spans[0].GetTagItem("error.type"), spans[0].GetTagItem("actorserve.outcome")));
        Assert.Equal([$"traceparent={spans[1].Id}"], TraceHeadersOf("dead"));
    }

    [Fact]
    public async Task A_line_about_a_record_that_is_left_out_stands_in_its_trace()
    {
        _kafka = _kafka with { DeadLetterTopic = null, OnFailure = FailurePolicy.Skip };
        var trace = RecordedSpans.NewTrace();
        Produce("bad", RecordedSpans.HeaderOf(trace));

        await RunAsync(records: 1);

        var span = Assert.Single(_spans.Of(trace.TraceId));
        Assert.Equal(("skipped", "bad_input"), (span.GetTagItem("actorserve.outcome"), span.GetTagItem("error.type")));
        Assert.Contains(_log.Lines, line => line.Text.Contains("is left out", StringComparison.Ordinal) && line.Span == span.SpanId);
    }

    [Fact]
    public async Task A_record_that_goes_back_unanswered_ends_its_span_when_the_run_ends()
    {
        var trace = RecordedSpans.NewTrace();
        Produce("a", RecordedSpans.HeaderOf(trace));
        var pipeline = Run(CreateTestProbe().Ref);
        await AwaitAssertAsync(() => Assert.Equal(1, pipeline.Read().Totals.RecordsIn), Patience);

        pipeline.Stop();
        await pipeline.Completion.WaitAsync(Patience);

        await AwaitAssertAsync(
            () => Assert.Equal("withdrawn", Assert.Single(_spans.Of(trace.TraceId)).GetTagItem("actorserve.outcome")), Patience);
    }

    protected override async Task AfterAllAsync()
    {
        await base.AfterAllAsync();
        _spans.Dispose();
        await _broker.DisposeAsync();
    }

    private async Task RunAsync(int records)
    {
        var pipeline = Run(Sys.ActorOf(Props.Create(() => new EchoRouter())));
        await AwaitAssertAsync(() => Assert.Equal(records, Ended(pipeline.Read().Totals)), Patience);
        pipeline.Drain();
        await pipeline.Completion.WaitAsync(Patience);
    }

    private IRunningPipeline Run(IActorRef router)
    {
        foreach (var topic in (string[])["in", "out", "dead"]) _broker.CreateTopic(topic, 1);
        var application = new ApplicationConfig
        {
            Name = "echo", RoutePrefix = "/echo", Ingress = "echo", Kafka = _kafka,
            Deployments = [new DeploymentConfig { Name = "echo", Model = "/none" }],
        };
        var parts = PipelineParts.ForKafka(
            application, _broker.Connection, new TopicPartitions(1, 1, 1), router, TimeProvider.System, _log);
        return Pipeline.Run(parts, Sys.Materializer());
    }

    private void Produce(string value, string traceParent)
    {
        _broker.CreateTopic("in", 1);
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = _broker.BootstrapServers }).Build();
        var headers = new Headers { { "kept", [1] }, { "traceparent", Encoding.ASCII.GetBytes(traceParent) } };
        producer.Produce(new TopicPartition("in", 0), new Message<Null, string> { Value = value, Headers = headers });
        producer.Flush(Patience);
    }

    private IEnumerable<string> TraceHeadersOf(string topic)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(
            new ConsumerConfig { BootstrapServers = _broker.BootstrapServers, GroupId = "reader" }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        var record = consumer.Consume(Patience);
        Assert.NotNull(record);
        return record.Message.Headers.Where(h => h.Key.StartsWith("trace", StringComparison.Ordinal))
            .Select(h => $"{h.Key}={Encoding.ASCII.GetString(h.GetValueBytes())}");
    }

    private static long Ended(PipelineTotals totals) => totals.Results + totals.DeadLetters + totals.Skipped;

    /// <summary>Keeps what is logged, and in which span.</summary>
    private sealed class SpanLog : ILogger
    {
        public ConcurrentQueue<(string Text, ActivitySpanId? Span)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue((formatter(state, exception), Activity.Current?.SpanId));
    }
}
