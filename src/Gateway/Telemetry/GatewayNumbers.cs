using System.Collections.Immutable;
using ActorServe.Routing;
using ActorServe.Shared.Telemetry;

namespace ActorServe.Gateway.Telemetry;

/// <summary>
/// What a gateway tells whoever scrapes it: written at each look of its reporter, read by anyone. It outlives the gateway's actors.
/// </summary>
internal sealed class GatewayNumbers(TimeProvider time)
{
    private readonly long _startedAt = time.GetTimestamp();
    private readonly Dictionary<string, DurationBuckets> _sampled = [];
    private volatile ImmutableSortedDictionary<string, ApplicationNumbers> _applications =
        ImmutableSortedDictionary.Create<string, ApplicationNumbers>(StringComparer.Ordinal);

    /// <summary>All applications that the process ever had, by name.</summary>
    public IEnumerable<ApplicationNumbers> Applications => _applications.Values;

    /// <summary>Hears how long records took; null where nobody measures.</summary>
    public RecordDurations? Durations { get; set; }

    /// <summary>The gateway at another look.</summary>
    /// <param name="status">What it does.</param>
    /// <param name="routers">The numbers of its routers, by application.</param>
    public void See(GatewayStatus status, IReadOnlyDictionary<string, RouterStatus> routers)
    {
        var now = time.GetElapsedTime(_startedAt);
        var pipelines = status.Pipelines.ToDictionary(p => p.Application);
        var applications = _applications;
        foreach (var name in applications.Keys.Union(status.Applications).Union(pipelines.Keys))
        {
            var before = applications.GetValueOrDefault(name) ?? new ApplicationNumbers(name);
            applications = applications.SetItem(name, before.See(pipelines.GetValueOrDefault(name), routers.GetValueOrDefault(name), now));
        }

        _applications = applications;
    }

    /// <summary>
    /// Records how long those records took that the looks since the last call saw finished. Once a second, however many looks there were:
    /// that is what the sample is of.
    /// </summary>
    public void Sample()
    {
        foreach (var application in Applications)
        {
            var durations = application.Totals.Durations;
            var finished = durations.Since(_sampled.GetValueOrDefault(application.Name, DurationBuckets.None));
            if (finished is { Total: > 0 }) Durations?.Finished(application.Name, finished);
            _sampled[application.Name] = durations;
        }
    }
}
