using ActorServe.Shared.Protocol;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Produce;

/// <summary>Tells which rows are left out, at most one a second: a topic full of bad records must not fill the disk. One thread at a time.</summary>
internal sealed partial class SkipLog(ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(1);
    private long? _toldAt;
    private long _untold;

    /// <summary>This row is left out.</summary>
    public void Add(InferRow row, string reason)
    {
        if (_toldAt is { } told && time.GetElapsedTime(told) < _period)
        {
            _untold++;
            return;
        }

        LogSkipped(row.Source.Partition, row.Offset, reason, _untold);
        (_toldAt, _untold) = (time.GetTimestamp(), 0);
    }

    [LoggerMessage(LogLevel.Warning, "partition {Partition}, offset {Offset} is left out: {Reason}; {Untold} more since the last that was told")]
    private partial void LogSkipped(int partition, long offset, string reason, long untold);
}
