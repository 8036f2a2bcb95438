using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using ActorServe.Gateway.Front.Answers;
using ActorServe.Gateway.Front.Requests;
using ActorServe.Gateway.Front.Routes;
using ActorServe.Gateway.Telemetry;
using ActorServe.Gateway.Tracing;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Front;

/// <summary>Answers requests over HTTP: the gateway's own paths itself, all others by the application of the longest prefix.</summary>
/// <remarks>
/// Every request gets one answer with its <c>x-request-id</c>, whatever happens, except where its client has gone: then its row is asked
/// back, and runs only where a replica had it already. What the door has in hand is bounded; what has no room is refused at once.
/// </remarks>
internal sealed partial class Door
{
    private const int ClientClosedRequest = StatusCodes.Status499ClientClosedRequest;
    private const int LongestRetry = 3;
    private static readonly HttpAnswer Draining = HttpAnswer.Unavailable("This node is being drained.") with { ClosesConnection = true };
    private static readonly HttpAnswer Unknown = RequestAsking.NoRoutes;

    private readonly PublishedRoutes _routes;
    private readonly TimeProvider _time;
    private readonly DoorMetrics _metrics;
    private readonly ILogger<Door> _log;
    private readonly RequestAsking _asking;
    private readonly TraceSampling _sampling;

    public Door(
        PublishedRoutes routes, FrontOptions options, TimeProvider time, DoorMetrics metrics, ILogger<Door> log,
        TraceSampling? sampling = null)
    {
        (_routes, _time, _metrics, _log) = (routes, time, metrics, log);
        _sampling = sampling ?? TraceSampling.ByParent;
        _asking = new RequestAsking(routes, options, time, log);
        Room = new RequestRoom(options.MaxConcurrentRequests, options.MaxConcurrentBodyBytes);
        metrics.Watch(Room);
    }

    /// <summary>What it has in hand.</summary>
    public RequestRoom Room { get; }

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var started = _time.GetTimestamp();
        var id = RequestIds.Of(context.Request.Headers[RequestIds.Header]);
        context.Response.Headers[RequestIds.Header] = id;
        var span = IsOwn(context.Request.Path.Value ?? "") ? null : DoorSpans.Begin(context.Request, _sampling);
        // What the server answers where something is thrown here.
        var status = StatusCodes.Status500InternalServerError;
        try
        {
            status = await AnswerAsync(context, id, started, DoorSpans.ContextOf(span)).ConfigureAwait(false);
        }
        catch (Exception gone) when (HasGone(gone, context))
        {
            // Nobody reads an answer. The code is for the log, and cannot be set any more where a part of one is written.
            status = ClientClosedRequest;
            if (!context.Response.HasStarted) context.Response.StatusCode = status;
        }
        finally
        {
            Tell(context.Request, id, started, status);
            if (span is not null) DoorSpans.End(span, RouteOf(context.Request), status);
        }
    }

    private void Tell(HttpRequest request, string id, long started, int status)
    {
        var took = _time.GetElapsedTime(started);
        if (_metrics.IsMeasured) _metrics.Answered(request.Method, RouteOf(request)?.Deployment.Application, status, took);
        LogAnswered(id, request.Method, request.Path.Value, status, took.TotalMilliseconds);
    }

    private async Task<int> AnswerAsync(HttpContext context, string id, long started, TraceContext? trace)
    {
        if (OwnAnswer(context.Request) is { } own) return await WriteAsync(context, own).ConfigureAwait(false);
        if (!Room.TryEnter()) return await WriteAsync(context, Room.IsClosed ? Draining : TooMany()).ConfigureAwait(false);

        // It leaves when its answer is written: until then a drain waits for it.
        using var request = new PendingRequest(id, Room) { Trace = trace };
        HttpAnswer answer;
        try
        {
            answer = await _asking.AskAsync(context, request, started).ConfigureAwait(false);
        }
        catch (BadHttpRequestException bad)
        {
            answer = HttpAnswer.Text(bad.StatusCode, bad.Message);
        }
#pragma warning disable CA1031 // Whatever it is: it is a bug of ours, is logged, and the client gets an answer.
        catch (Exception bug) when (bug is not (OperationCanceledException or IOException))
#pragma warning restore CA1031
        {
            LogBug(bug, id);
            answer = HttpAnswer.Failed;
        }

        // As large as a body, and held until its client has read it. What went wrong is said in any case: that is short.
        if (answer.Status == StatusCodes.Status200OK && !request.TryHoldAnswer(answer.Body.Length)) answer = RequestAsking.NoRoom;
        return await WriteAsync(context, answer).ConfigureAwait(false);
    }

    // Nothing else that a request does fails as IO than to read its body, as where the client resets the connection.
    private static bool HasGone(Exception reason, HttpContext context) => reason is IOException
        || (reason is OperationCanceledException && context.RequestAborted.IsCancellationRequested);

    /// <summary>The answer of what is not an application's; null where an application is asked.</summary>
    private HttpAnswer? OwnAnswer(HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        if (!IsOwn(path)) return null;
        if (path is not ("/-/healthz" or "/-/routes")) return RequestAsking.NotFound(request);
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return HttpAnswer.Text(StatusCodes.Status405MethodNotAllowed, "Method Not Allowed") with { Allow = "GET, HEAD" };

        if (Room.IsClosed) return Draining;
        if (_routes.Current is not { } table) return Unknown;
        return path == "/-/healthz" ? HttpAnswer.Text(StatusCodes.Status200OK, "success") : RoutesOf(table);
    }

    private Route? RouteOf(HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        return IsOwn(path) ? null : _routes.Current?.Find(path);
    }

    private static bool IsOwn(string path) => path.StartsWith("/-/", StringComparison.Ordinal);

    private static HttpAnswer RoutesOf(RouteTable table) => new(
        StatusCodes.Status200OK, ContentTypes.Json, JsonSerializer.SerializeToUtf8Bytes(
            table.Routes.OrderBy(route => route.Prefix, StringComparer.Ordinal)
                .ToDictionary(route => route.Prefix, route => route.Deployment.Application)));

    private static HttpAnswer TooMany() => HttpAnswer.Unavailable("Too many requests are being answered here.");

    private static async Task<int> WriteAsync(HttpContext context, HttpAnswer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        // A little apart, so that those who were refused together do not all come back together.
        if (answer.IsTemporary)
            response.Headers.RetryAfter = RandomNumberGenerator.GetInt32(1, LongestRetry + 1).ToString(CultureInfo.InvariantCulture);
        if (answer.ClosesConnection) response.Headers.Connection = "close";
        if (answer.Allow is { } allow) response.Headers.Allow = allow;
        if (answer.ContentType is not { } contentType) return answer.Status;

        response.ContentType = contentType;
        response.ContentLength = answer.Body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(answer.Body, context.RequestAborted).ConfigureAwait(false);
        return answer.Status;
    }
}
