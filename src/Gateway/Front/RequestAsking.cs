using System.Globalization;
using System.Text;
using ActorServe.Gateway.Front.Answers;
using ActorServe.Gateway.Front.Requests;
using ActorServe.Gateway.Front.Routes;
using ActorServe.Routing;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Front;

/// <summary>
/// Brings a request as a row to the router of its application, and waits for what becomes of it, as long as the request may take.
/// </summary>
internal sealed partial class RequestAsking(PublishedRoutes routes, FrontOptions options, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan StatusWait = TimeSpan.FromSeconds(1);
    private const string UnreadableType = $"This content-type is not supported: expected {ContentTypes.Json} or {ContentTypes.Raw}.";
    private long _sequence;

    /// <summary>What a request gets before this node knows what there is.</summary>
    public static HttpAnswer NoRoutes { get; } = HttpAnswer.Unavailable("Route table is not populated yet.");

    /// <summary>What a request gets for whose bytes, or those of its answer, there is no room.</summary>
    public static HttpAnswer NoRoom { get; } = HttpAnswer.Unavailable("Too many bytes of requests are being answered here.");

    /// <summary>What a request gets whose path nobody answers; Ray's words.</summary>
    public static HttpAnswer NotFound(HttpRequest request) => HttpAnswer.Text(
        StatusCodes.Status404NotFound,
        $"Path '{Short(request.Path.Value ?? "")}' not found. Ping http://.../-/routes for available routes.");

    /// <summary>The answer of a request that was let in.</summary>
    /// <exception cref="OperationCanceledException">Its client has gone.</exception>
    public async Task<HttpAnswer> AskAsync(HttpContext context, PendingRequest pending, long started)
    {
        var request = context.Request;
        if (Refusal(request, out var contentType) is { } refusal) return refusal;

        var body = new RequestBody(pending, options.MaxBodyBytes);
        var reading = await ReadAsync(body, context, started).ConfigureAwait(false);
        if (reading == RequestBody.Reading.Cancelled) return TimedOut(pending);
        if (reading == RequestBody.Reading.TooLarge) return TooLarge();
        if (reading == RequestBody.Reading.NoRoom) return NoRoom;

        // Looked up anew: while the body came, its application may have gone, and its router with it.
        return routes.Current?.Find(request.Path.Value ?? "") is not { } route ? NotFound(request)
            : await AskAsync(context, pending, RowOf(route, contentType, body.Value, pending), route, started).ConfigureAwait(false);
    }

    /// <summary>What keeps a request from being read at all; null where nothing does.</summary>
    private HttpAnswer? Refusal(HttpRequest request, out string contentType)
    {
        contentType = "";
        if (routes.Current is not { } table) return NoRoutes;
        if (table.Find(request.Path.Value ?? "") is not { } route) return NotFound(request);
        if (!HttpMethods.IsPost(request.Method))
            return HttpAnswer.Text(StatusCodes.Status405MethodNotAllowed, "Method Not Allowed: an application answers POST.") with
            {
                Allow = "POST",
            };
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
            return HttpAnswer.Text(
                StatusCodes.Status415UnsupportedMediaType, "A content-encoding is not supported: send the body as it is.");
        if (route.ContentTypeOf(request.ContentType) is not { } readable)
            return HttpAnswer.Text(StatusCodes.Status415UnsupportedMediaType, UnreadableType);

        contentType = readable;
        return null;
    }

    /// <summary>Cancelled where the time of the request was over before its body was here.</summary>
    private async ValueTask<RequestBody.Reading> ReadAsync(RequestBody body, HttpContext context, long started)
    {
        var reader = context.Request.BodyReader;
        var reading = body.ReadAsync(reader, context.Request.ContentLength, context.RequestAborted);
        // Most bodies came with their headers: those need no timer.
        if (reading.IsCompleted) return await reading.ConfigureAwait(false);

        await using var patience = time.CreateTimer(_ => reader.CancelPendingRead(), null, TimeLeft(started), Timeout.InfiniteTimeSpan)
            .ConfigureAwait(false);
        return await reading.ConfigureAwait(false);
    }

    private InferRow RowOf(Route route, string contentType, ReadOnlyMemory<byte> body, PendingRequest pending) => new()
    {
        Source = new RowSource(-1, Interlocked.Increment(ref _sequence), 0),
        Value = body,
        ContentType = contentType,
        TimestampMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Headers = route.IsCode ? [new RecordHeader(RequestIds.Header, Encoding.ASCII.GetBytes(pending.Id))] : [],
        Trace = pending.Trace,
    };

    private async Task<HttpAnswer> AskAsync(HttpContext context, PendingRequest pending, InferRow row, Route route, long started)
    {
        var left = TimeLeft(started);
        var asked = left == Timeout.InfiniteTimeSpan ? row : row with { TimeLeft = left };
        route.Router.Tell(
            new RouterProtocol.Submit(Lane.Http, [asked], pending)
            {
                MaxQueuedRows = route.MaxQueuedRequests, RunsAtMostOnce = route.IsCode,
            },
            ActorRefs.NoSender);
        try
        {
            var outcome = await pending.Task.WaitAsync(left, time, context.RequestAborted).ConfigureAwait(false);
            if (IsOver(outcome, started)) return await TimedOutAsync(pending, route).ConfigureAwait(false);
            if (outcome.Entry.Failure == FailureKind.ModelError) LogModelError(pending.Id, route.Deployment, outcome.Entry.Message);
            return OutcomeAnswers.Of(outcome);
        }
        catch (TimeoutException)
        {
            Withdraw(pending, row, route);
            return await TimedOutAsync(pending, route).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Withdraw(pending, row, route);
            throw;
        }
    }

    private static void Withdraw(PendingRequest pending, InferRow row, Route route) =>
        route.Router.Tell(new RouterProtocol.WithdrawRow(pending, row.Source), ActorRefs.NoSender);

    /// <summary>Others skip a row whose time is over; a run that took longer than it may is another matter.</summary>
    private bool IsOver(in RowOutcome outcome, long started) =>
        outcome.Entry.Failure == FailureKind.Timeout && (outcome.Model is null || TimeLeft(started) == TimeSpan.Zero);

    /// <summary>Without a replica it was not the model that was slow, and another gateway or moment may do better.</summary>
    private async Task<HttpAnswer> TimedOutAsync(PendingRequest pending, Route route)
    {
        try
        {
            var status = await route.Router.Ask<RouterStatus>(RouterProtocol.GetRouterStatus.Instance, StatusWait).ConfigureAwait(false);
            if (status.Replicas == 0) return HttpAnswer.Unavailable($"No replica of {route.Deployment} takes requests.");
        }
        catch (AskTimeoutException)
        {
            // Then it is only not known.
        }

        return TimedOut(pending);
    }

    private HttpAnswer TimedOut(PendingRequest pending) => HttpAnswer.Text(
        StatusCodes.Status408RequestTimeout,
        string.Create(CultureInfo.InvariantCulture, $"Request {pending.Id} timed out after {options.RequestTimeout.TotalSeconds:0.###}s."));

    private HttpAnswer TooLarge() => HttpAnswer.Text(
        StatusCodes.Status413PayloadTooLarge, $"The body is larger than {options.MaxBodyBytes} bytes.");

    private TimeSpan TimeLeft(long started)
    {
        if (options.RequestTimeout == TimeSpan.Zero) return Timeout.InfiniteTimeSpan;
        var left = options.RequestTimeout - time.GetElapsedTime(started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>The client is told no more than that it failed: whoever serves the model reads why, by the request's name.</summary>
    [LoggerMessage(LogLevel.Warning, "request {RequestId}: {Deployment} failed: {Reason}")]
    private partial void LogModelError(string requestId, DeploymentId deployment, string? reason);

    private static string Short(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
