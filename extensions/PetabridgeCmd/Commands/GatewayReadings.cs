using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Globalization;
using ActorServe.Shared.Telemetry;

namespace ActorServe.PetabridgeCmd.Commands;

/// <summary>One number that a gateway tells.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Application">Whose.</param>
/// <param name="Partition">Of which partition; null where it is the application's.</param>
/// <param name="Value">The number.</param>
internal readonly record struct MetricReading(string Metric, string Application, int? Partition, long Value);

/// <summary>
/// Reads, once, what this process's gateway tells whoever scrapes it: the metrics are a public contract, and a gateway is no part of every
/// node that has this extension.
/// </summary>
internal static class GatewayReadings
{
    /// <summary>Records that are not read, and those in flight.</summary>
    public const string Lag = "actorserve.consumer.lag";

    /// <summary>Records read and not finished.</summary>
    public const string InFlight = "actorserve.records.in_flight";

    /// <summary>1 where a partition is halted.</summary>
    public const string Halted = "actorserve.partition.halted";

    /// <summary>Dead letters.</summary>
    public const string DeadLettered = "actorserve.records.dead_lettered";

    /// <summary>Records left out.</summary>
    public const string Skipped = "actorserve.records.skipped";

    /// <summary>Runs that failed.</summary>
    public const string FailedAttempts = "actorserve.attempts.failed";

    private const string Meter = "ActorServe.Gateway";

    private static readonly ImmutableHashSet<string> Wanted = [Lag, InFlight, Halted, DeadLettered, Skipped, FailedAttempts];

    /// <summary>All there are now; none where this process is no gateway.</summary>
    public static ImmutableArray<MetricReading> Read()
    {
        var readings = ImmutableArray.CreateBuilder<MetricReading>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Meter.Name == Meter && Wanted.Contains(instrument.Name)) to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => readings.Add(Of(instrument, value, tags)));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => readings.Add(Of(instrument, value, tags)));
        listener.Start();
        listener.RecordObservableInstruments();
        return readings.ToImmutable();
    }

    private static MetricReading Of(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (application, partition) = ("", (int?)null);
        foreach (var (name, tag) in tags)
        {
            if (name == AttributeNames.Application) application = (string)tag!;
            else if (name == AttributeNames.Partition) partition = int.Parse((string)tag!, CultureInfo.InvariantCulture);
        }

        return new MetricReading(instrument.Name, application, partition, value);
    }
}
