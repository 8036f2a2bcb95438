using ActorServe.Gateway.Tracing;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Protocol;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Produce;

/// <summary>
/// Tells which rows are left out, at most one a second: a topic full of bad records must not fill the disk. The line of a traced row stands
/// in its trace.
/// </summary>
internal sealed partial class SkipLog(ILogger logger, TimeProvider time, RecordSpans? spans)
{
    private readonly LogThrottle _throttle = new(TimeSpan.FromSeconds(1), time);

    /// <summary>This row is left out.</summary>
    public void Add(InferRow row, string reason)
    {
        if (row.Trace is not null && spans is not null) TellInTrace(spans, row, reason);
        else Tell(row, reason);
    }

    // Apart: a method with a closure makes it for every row, traced or not.
    private void TellInTrace(RecordSpans open, InferRow row, string reason) => open.InTraceOf(row.Source, () => Tell(row, reason));

    private void Tell(InferRow row, string reason)
    {
        if (_throttle.Pass(out var held)) LogSkipped(row.Source.Partition, row.Offset, reason, held);
    }

    [LoggerMessage(LogLevel.Warning, "partition {Partition}, offset {Offset} is left out: {Reason}{Held}")]
    private partial void LogSkipped(int partition, long offset, string reason, string held);
}
