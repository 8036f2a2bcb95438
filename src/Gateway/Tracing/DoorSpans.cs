using System.Diagnostics;
using System.Globalization;
using ActorServe.Gateway.Front.Routes;
using ActorServe.Gateway.Telemetry;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Telemetry;
using Microsoft.AspNetCore.Http;

namespace ActorServe.Gateway.Tracing;

/// <summary>The spans of requests over HTTP, each from its headers to the end of its answer.</summary>
internal static class DoorSpans
{
    /// <summary>
    /// Begins the span of a request, current from here on, where its trace is recorded and the sampler wants it; else null. Kestrel makes a
    /// span of its own that nobody records: ours is not below it.
    /// </summary>
    public static Activity? Begin(HttpRequest request, TraceSampling sampling)
    {
        if (!GatewaySpans.Source.HasListeners()) return null;
        var state = TraceState.Of(request.Headers.TraceState.ToString());
        var isTraced = ActivityContext.TryParse(request.Headers.TraceParent.ToString(), state, isRemote: true, out var parent);
        var isRecorded = sampling.IgnoresParents || parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded);
        if (!(isTraced ? isRecorded : sampling.MayBegin())) return null;

        var method = DoorMetrics.MethodOf(request.Method);
        var span = GatewaySpans.Source.Begin(method == DoorMetrics.OtherMethod ? "HTTP" : method, ActivityKind.Server, parent,
        [
            new("http.request.method", method),
            new("url.scheme", request.Scheme),
            new("url.path", request.Path.Value ?? ""),
        ]);
        if (span is not null) Activity.Current = span;
        return span;
    }

    /// <summary>What a row of the request belongs to.</summary>
    public static TraceContext? ContextOf(Activity? span) => span is null ? null : TraceContext.Of(span.Context);

    /// <summary>The request was answered, or its client has gone.</summary>
    /// <param name="span">Its span.</param>
    /// <param name="route">Whose request it was; null where it was nobody's.</param>
    /// <param name="status">What it was answered with.</param>
    public static void End(Activity span, Route? route, int status)
    {
        if (route is not null)
        {
            span.DisplayName = $"{span.DisplayName} {route.Prefix}";
            span.SetTag("http.route", route.Prefix);
            span.SetTag(AttributeNames.Application, route.Deployment.Application);
        }

        span.SetTag("http.response.status_code", status);
        // As the conventions have it: an answer of 4xx is no failure of the server.
        if (status >= StatusCodes.Status500InternalServerError) span.Fail(status.ToString(CultureInfo.InvariantCulture));
        span.End();
    }
}
