using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using ActorServe.Gateway.Front.Requests;
using ActorServe.Shared.Telemetry;

namespace ActorServe.Gateway.Telemetry;

/// <summary>The metrics of a gateway's door: one record a request, with nothing in it that a client can choose.</summary>
internal sealed class DoorMetrics
{
    private static readonly FrozenSet<string> Methods =
        FrozenSet.Create(StringComparer.Ordinal, "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");

    /// <summary>What any other method is called, so that a client cannot choose it.</summary>
    public const string OtherMethod = "_OTHER";

    // Else each request would have its status in a box of its own.
    private static readonly object[] Statuses = [.. Enumerable.Range(0, 600).Select(status => (object)status)];

    private readonly Histogram<double> _duration;
    private volatile RequestRoom? _room;

    public DoorMetrics(Meter meter)
    {
        _duration = meter.CreateHistogram(
            "actorserve.http.request.duration", "s", "How long requests took, from their headers to the end of their answers.",
            null, Buckets.Seconds);
        meter.CreateObservableUpDownCounter(
            "actorserve.http.active_requests", () => _room?.Requests ?? 0, "{request}", "Requests in hand.");
    }

    /// <summary>Whether anybody wants to know.</summary>
    public bool IsMeasured => _duration.Enabled;

    /// <summary>A method as OpenTelemetry has it.</summary>
    /// <param name="method">As the client wrote it.</param>
    public static string MethodOf(string method) => Methods.Contains(method) ? method : OtherMethod;

    /// <summary>Tells from now on what this door has in hand.</summary>
    public void Watch(RequestRoom room) => _room = room;

    /// <summary>A request was answered, or its client has gone.</summary>
    /// <param name="method">As the client wrote it.</param>
    /// <param name="application">Whose request it was; null where it was nobody's.</param>
    /// <param name="status">Below 600.</param>
    /// <param name="took">How long that took.</param>
    public void Answered(string method, string? application, int status, TimeSpan took)
    {
        var tags = new TagList
        {
            { "http.request.method", MethodOf(method) },
            { "http.response.status_code", Statuses[status] },
        };
        if (application is not null) tags.Add(AttributeNames.Application, application);
        _duration.Record(took.TotalSeconds, tags);
    }
}
