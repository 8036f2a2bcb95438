using System.Collections.Immutable;
using ActorServe.Routing;

namespace ActorServe.Gateway.Telemetry;

/// <summary>
/// What a gateway tells whoever scrapes it: written once a second by its reporter, read by anyone. It outlives the gateway's actors.
/// </summary>
internal sealed class GatewayNumbers(TimeProvider time)
{
    private readonly long _startedAt = time.GetTimestamp();
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
            var seen = before.See(pipelines.GetValueOrDefault(name), routers.GetValueOrDefault(name), now);
            applications = applications.SetItem(name, seen);
            if (seen.Totals.Durations.Since(before.Totals.Durations) is { Total: > 0 } finished) Durations?.Finished(name, finished);
        }

        _applications = applications;
    }
}
