using System.Collections.Concurrent;
using ActorServe.Shared.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Librdkafka;

/// <summary>
/// The lines of a Kafka client, each kind once in half a minute: while a broker is away a client says so many times a second. From any
/// thread.
/// </summary>
/// <param name="client">Whose they are, for the reader.</param>
/// <param name="logger">Where they go.</param>
/// <param name="time">The clock.</param>
internal sealed partial class ClientLog(string client, ILogger logger, TimeProvider time)
{
    private const int SyslogError = 3;
    private const int SyslogNotice = 5;

    private static readonly TimeSpan _period = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, LogThrottle> _throttles = new();

    /// <summary>The client wrote a line.</summary>
    /// <param name="facility">Its kind, such as <c>FAIL</c>.</param>
    /// <param name="text">The line.</param>
    /// <param name="severity">As syslog has it: 3 is an error, less is worse.</param>
    public void Line(string facility, string text, int severity)
    {
        // One list of properties is for producer and consumer: each client remarks on what is for the other.
        var level = facility == "CONFWARN" || severity > SyslogNotice ? LogLevel.Debug
            : severity <= SyslogError ? LogLevel.Warning : LogLevel.Information;
        // A client has a few dozen kinds.
        if (level == LogLevel.Debug) LogLine(level, client, facility, text, "");
        else if (_throttles.GetOrAdd(facility, _ => new LogThrottle(_period, time)).Pass(out var held))
            LogLine(level, client, facility, text, held);
    }

    [LoggerMessage("{Client}: {Facility}: {Text}{Held}")]
    private partial void LogLine(LogLevel level, string client, string facility, string text, string held);
}
