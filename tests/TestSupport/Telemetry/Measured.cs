using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace ActorServe.TestSupport.Telemetry;

/// <summary>Everything that is measured with one meter, and with no other of its name.</summary>
public sealed class Measured : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<Reading> _readings = new();
    private readonly ConcurrentBag<Instrument> _instruments = [];
    private int _round;

    /// <summary>Listens from now on, also to instruments that are there already.</summary>
    public Measured(Meter meter)
    {
        Meter = meter;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter, meter)) return;
            _instruments.Add(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Listens to a meter of its own.</summary>
    public Measured()
        : this(new Meter("ActorServe.Tests"))
    {
    }

    /// <summary>The meter.</summary>
    public Meter Meter { get; }

    /// <summary>Every instrument, as <c>docs/metrics.md</c> describes one, with the attributes that were seen.</summary>
    public IReadOnlyList<MetricRow> Rows
    {
        get
        {
            Observe();
            var rows = _instruments.Select(i => new MetricRow(i.Name, KindOf(i), i.Unit ?? "", AttributesOf(i)));
            return [.. rows.OrderBy(row => row.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>
    /// What an instrument measured, in order, as <c>attribute=value, attribute=value: number</c>; an observable one as it is now.
    /// </summary>
    public IReadOnlyList<string> Of(string instrument)
    {
        var now = Observe();
        return
        [
            .. _readings.Where(r => r.Instrument.Name == instrument && (!r.Instrument.IsObservable || r.Round == now))
                .Select(r => r.ToString()),
        ];
    }

    /// <summary>The sum of all that an instrument measured.</summary>
    public double SumOf(string instrument) => _readings.Where(r => r.Instrument.Name == instrument).Sum(r => r.Value);

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private int Observe()
    {
        _round++;
        _listener.RecordObservableInstruments();
        return _round;
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _readings.Enqueue(new Reading(instrument, value, tags.ToArray(), _round));

    private string AttributesOf(Instrument instrument) => string.Join(
        ' ',
        _readings.Where(r => r.Instrument == instrument).SelectMany(r => r.Tags).Select(tag => tag.Key)
            .Distinct().Order(StringComparer.Ordinal));

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" or "ObservableCounter" => "counter",
        "UpDownCounter" or "ObservableUpDownCounter" => "up-down counter",
        "Gauge" or "ObservableGauge" => "gauge",
        "Histogram" => "histogram",
        var other => throw new InvalidOperationException($"{instrument.Name} is a {other}."),
    };

    private sealed record Reading(Instrument Instrument, double Value, KeyValuePair<string, object?>[] Tags, int Round)
    {
        public override string ToString() =>
            string.Create(
                CultureInfo.InvariantCulture, $"{string.Join(", ", Tags.Select(tag => $"{ShortNameOf(tag.Key)}={tag.Value}"))}: {Value}");

        private static string ShortNameOf(string attribute) => attribute[(attribute.LastIndexOf('.') + 1)..];
    }
}
