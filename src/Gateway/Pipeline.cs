using System.Collections.Immutable;
using System.Security.Cryptography;
using ActorServe.Gateway.Commit;
using ActorServe.Gateway.Dispatch;
using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Ingest.Reading;
using ActorServe.Gateway.Librdkafka;
using ActorServe.Gateway.Produce;
using ActorServe.Gateway.Topics;
using ActorServe.Gateway.Tracing;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Telemetry;
using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway;

/// <summary>The way of a record, from its topic to its result's acknowledgement and its commit. The map of the product.</summary>
internal static class Pipeline
{
    /// <summary>Starts one run. It fails as a whole, never in parts, and is not started again: a new one is made.</summary>
    public static IRunningPipeline Run(PipelineParts parts, IMaterializer materializer)
    {
        // Plain objects, made before the stream: the consumer's thread and Dispatch reach each other beside it, where no back-pressure is.
        var dispatch = new DispatchControl();
        var ingest = parts.Ingest(dispatch);
        var dispatched = new DispatchTotals();
        var produced = new ProduceTotals();
        var random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
        var dispatching = new DispatchSettings(parts.Rules, parts.Time, random, dispatched);
        var producing = new ProduceSettings(parts.Produce, parts.Connect, parts.Time, produced, parts.Log) { Spans = parts.Spans };

        var (exit, done) = ingest.Records                                                     // RecordBatch, as much as the windows allow
            .Via(new DispatchStage(parts.Router, dispatch, ingest.Control, dispatching))      // OutcomeBatch, in the application's order
            .Via(new ProduceStage(producing))                                                 // DeliveredBatch, once acknowledged
            .ViaMaterialized(KillSwitches.Single<DeliveredBatch>(), Keep.Right)
            .ToMaterialized(Committer.Sink(ingest.Control), Keep.Both)                        // finished rows, back to the source
            .Run(materializer);

        var running = new RunningPipeline(ingest.Control, dispatched, produced, exit, done, parts.Time);
        _ = running.Completion.ContinueWith(_ => parts.Spans.Close(), TaskScheduler.Default);
        return running;
    }
}

/// <summary>What a run of a pipeline is made of.</summary>
internal sealed record PipelineParts
{
    /// <summary>What makes the run's Ingest, given how it reaches Dispatch.</summary>
    public required Func<IDispatchControl, IngestRun> Ingest { get; init; }

    /// <summary>What Dispatch decides by.</summary>
    public required FlightRules Rules { get; init; }

    /// <summary>Where rows go.</summary>
    public required IActorRef Router { get; init; }

    /// <summary>Where results go.</summary>
    public required ProduceOptions Produce { get; init; }

    /// <summary>Makes producers.</summary>
    public required ConnectProducer Connect { get; init; }

    /// <summary>The spans of the records.</summary>
    public required RecordSpans Spans { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where to write.</summary>
    public required ILogger Log { get; init; }

    /// <summary>
    /// The parts of an application whose topics were checked, on a broker; read by our own source where no other is given.
    /// </summary>
    public static PipelineParts ForKafka(
        ApplicationConfig application, KafkaConnection connection, TopicPartitions topics, IActorRef router, TimeProvider time, ILogger log,
        TraceSampling? sampling = null, Func<SourceParts, IngestRun>? other = null)
    {
        var kafka = application.Kafka ?? throw new ArgumentException($"{application.Name} has no Kafka", nameof(application));
        var settings = new IngestSettings(application.Name, connection, kafka);
        var spans = new RecordSpans(application.Name, kafka, sampling ?? TraceSampling.ByParent);
        var source = other ?? (parts => IngestRun.Of(IngestSetup.ForKafka(parts, time)));
        return new PipelineParts
        {
            Ingest = dispatch => source(new SourceParts(settings, dispatch, spans, log)),
            Rules = FlightRules.Of(kafka),
            Router = router,
            Produce = ProduceOptions.From(kafka, topics),
            Connect = NativeProducer.Connector(connection, kafka, time, log),
            Spans = spans,
            Time = time,
            Log = log,
        };
    }
}

/// <summary>A pipeline that runs. Ingest ends last: it commits what the stream has finished.</summary>
internal sealed class RunningPipeline(
    IRunningIngest ingest, DispatchTotals dispatched, ProduceTotals produced, IKillSwitch exit, Task<Done> stream, TimeProvider time)
    : IRunningPipeline
{
    /// <inheritdoc/>
    public Task Completion { get; } = Task.WhenAll(stream, ingest.Completion);

    /// <inheritdoc/>
    public void Drain() => ingest.DrainAsync();

    /// <inheritdoc/>
    public void Stop() => exit.Shutdown();

    /// <inheritdoc/>
    public PipelineReading Read()
    {
        var status = ingest.Status;
        var totals = new PipelineTotals(
            dispatched.RecordsIn, produced.Results, produced.DeadLetters, produced.Skipped, dispatched.FailedAttempts)
        {
            Durations = status.Durations,
        };
        return new PipelineReading([.. status.Partitions.Select(FlowOf)], totals) { Reading = status.ReadingBy(time) };
    }

    private static PartitionFlow FlowOf(PartitionStatus partition) =>
        new(partition.Partition, partition.Lag, partition.InFlight, partition.IsPaused, partition.StopReason)
        {
            Watermark = partition.Watermark, Committed = partition.Committed, End = partition.End,
        };
}
