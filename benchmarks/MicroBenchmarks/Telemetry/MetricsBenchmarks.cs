using System.Diagnostics.Metrics;
using ActorServe.Gateway.Telemetry;
using ActorServe.Replica.Telemetry;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using BenchmarkDotNet.Attributes;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace ActorServe.MicroBenchmarks.Telemetry;

/// <summary>What a run and a request pay for being measured, with everything collected as in a program.</summary>
[MemoryDiagnoser]
public class MetricsBenchmarks
{
    private readonly RowEntry[] _entries = [.. Enumerable.Range(0, 32).Select(row => RowEntry.Completed(row, []))];
    private MeterProvider _provider = null!;
    private DeploymentMetrics _deployment = null!;
    private DoorMetrics _door = null!;

    [GlobalSetup]
    public void Collect()
    {
        var meter = new Meter("ActorServe.Benchmark");
        _provider = Sdk.CreateMeterProviderBuilder().AddMeter(meter.Name).AddReader(new BaseExportingMetricReader(new Nowhere())).Build();
        _deployment = new ReplicaMetrics(meter).Of(new DeploymentId("app", "digits"));
        _door = new DoorMetrics(meter);
    }

    [GlobalCleanup]
    public void End() => _provider.Dispose();

    /// <summary>One run of 32 rows, all that is measured of it.</summary>
    [Benchmark]
    public void A_run_of_32()
    {
        _deployment.Handed(TimeSpan.FromMilliseconds(1));
        _deployment.Ran(32, 32, TimeSpan.FromMilliseconds(1));
        _deployment.Ended(_entries);
    }

    /// <summary>One request over HTTP.</summary>
    [Benchmark]
    public void A_request() => _door.Answered("POST", "app", 200, TimeSpan.FromMilliseconds(1));

    private sealed class Nowhere : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}
