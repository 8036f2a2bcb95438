using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Front;

/// <summary>What the door logs: each request at Debug, which is its access log, and what should not happen above.</summary>
internal sealed partial class Door
{
    [LoggerMessage(LogLevel.Debug, "{RequestId} {Method} {Path}: {Status} in {Milliseconds:F1} ms")]
    private partial void LogAnswered(string requestId, string method, string? path, int status, double milliseconds);

    [LoggerMessage(LogLevel.Error, "request {RequestId} could not be answered")]
    private partial void LogBug(Exception reason, string requestId);
}
