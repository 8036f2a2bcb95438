using System.Diagnostics.Metrics;
using ActorServe.Shared.Telemetry;

namespace ActorServe.Gateway.Telemetry;

/// <summary>
/// How long records took, as a histogram. .NET has none that is read as counters are, and recording each record would cost it more than all
/// else that is counted of it: a sample of them is recorded, once a second. Used by one thread.
/// </summary>
internal sealed class RecordDurations(Meter meter)
{
    private readonly Histogram<double> _duration = meter.CreateHistogram(
        "actorserve.record.duration", "s", "How long records took, from when they were read until they were finished: a sample.", null,
        Buckets.Seconds);

    private readonly Dictionary<string, DurationSample> _samples = [];

    /// <summary>Records of an application that were finished since the last call, a second ago.</summary>
    public void Finished(string application, DurationBuckets finished)
    {
        if (!_duration.Enabled) return;
        if (!_samples.TryGetValue(application, out var sample)) _samples[application] = sample = new DurationSample();
        var tag = new KeyValuePair<string, object?>(AttributeNames.Application, application);
        foreach (var (bucket, records) in sample.Take(finished))
        {
            var seconds = DurationBuckets.MiddleOf(bucket).TotalSeconds;
            for (var record = 0; record < records; record++) _duration.Record(seconds, tag);
        }
    }
}
