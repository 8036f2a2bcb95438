using ActorServe.Shared.Hosting;
using ActorServe.Shared.Protocol;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Produce;

/// <summary>Tells which rows are left out, at most one a second: a topic full of bad records must not fill the disk.</summary>
internal sealed partial class SkipLog(ILogger logger, TimeProvider time)
{
    private readonly LogThrottle _throttle = new(TimeSpan.FromSeconds(1), time);

    /// <summary>This row is left out.</summary>
    public void Add(InferRow row, string reason)
    {
        if (_throttle.Pass(out var held)) LogSkipped(row.Source.Partition, row.Offset, reason, held);
    }

    [LoggerMessage(LogLevel.Warning, "partition {Partition}, offset {Offset} is left out: {Reason}{Held}")]
    private partial void LogSkipped(int partition, long offset, string reason, string held);
}
