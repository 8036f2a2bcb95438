using System.Diagnostics;
using System.Text;
using ActorServe.Gateway.Ingest.Client;
using ActorServe.Gateway.Tracing;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Telemetry;
using BenchmarkDotNet.Attributes;
using Confluent.Kafka;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace ActorServe.MicroBenchmarks.Telemetry;

/// <summary>
/// What a record pays on its way in for being traced, or not, with OpenTelemetry's SDK as in a program and an exporter to nowhere.
/// </summary>
[MemoryDiagnoser]
public class TracingBenchmarks
{
    private static readonly KafkaConfig Kafka = new() { InputTopic = "in", Group = "group" };

    private TracerProvider? _provider;
    private RecordSpans _spans = null!;
    private RecordReader _reader = null!;
    private ConsumeResult<byte[]?, byte[]?> _record = null!;
    private long _sequence;

    /// <summary>Who listens: nobody, a sampler that asks the parent alone, one that begins a hundredth.</summary>
    [Params("off", "parentbased_always_off", "parentbased_traceidratio")]
    public string Sampler { get; set; } = "off";

    /// <summary>What the record brings: no header, another one, a trace that is not recorded, one that is.</summary>
    [Params("none", "other", "unsampled", "sampled")]
    public string Headers { get; set; } = "none";

    [GlobalSetup]
    public void Listen()
    {
        if (Sampler != "off")
        {
            // As a program has it: what a ratio begins is drawn before the sampler is asked.
            Sampler root = Sampler == "parentbased_always_off" ? new AlwaysOffSampler() : new AlwaysOnSampler();
            _provider = Sdk.CreateTracerProviderBuilder().AddSource(GatewaySpans.SourceName).SetSampler(new ParentBasedSampler(root))
                .AddProcessor(new BatchActivityExportProcessor(new Nowhere())).Build();
        }

        _spans = new RecordSpans("app", Kafka, TraceSampling.Of(Sampler, 0.01, new Random(7).NextDouble));
        _reader = new RecordReader(Kafka, _spans);
        _record = new ConsumeResult<byte[]?, byte[]?>
        {
            Message = new Message<byte[]?, byte[]?> { Value = new byte[100], Headers = HeadersOf() }, Offset = 7, Partition = 1,
        };
    }

    [GlobalCleanup]
    public void End() => _provider?.Dispose();

    /// <summary>A record becomes a row, and is done.</summary>
    [Benchmark]
    public InferRow A_record()
    {
        var row = _reader.Read(_record, new RowSource(1, _sequence++, 1));
        if (row.Trace is not null) _spans.End([row.Source]);
        return row;
    }

    private Headers? HeadersOf() => Headers switch
    {
        "other" => new Headers { { "source", [1, 2, 3] } },
        "unsampled" =>
            new Headers { { "traceparent", Encoding.ASCII.GetBytes("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00") } },
        "sampled" => new Headers { { "traceparent", Encoding.ASCII.GetBytes("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01") } },
        _ => null,
    };

    private sealed class Nowhere : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch) => ExportResult.Success;
    }
}
