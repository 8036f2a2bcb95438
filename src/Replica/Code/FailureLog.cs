using ActorServe.Shared.Identity;
using Microsoft.Extensions.Logging;

namespace ActorServe.Replica.Code;

/// <summary>Logs what a deployment threw, at most once a second: one that fails at every row must not fill the disk.</summary>
internal sealed class FailureLog(DeploymentId deployment, ILoggerFactory logs, TimeProvider? time = null)
{
    private readonly ILogger _logger = logs.CreateLogger<CodeModel>();
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private long? _lastAt;
    private int _unlogged;

    /// <summary>The deployment threw this.</summary>
    public void Add(Exception cause)
    {
        int unlogged;
        lock (_lock)
        {
            if (_lastAt is { } last && _time.GetElapsedTime(last) < TimeSpan.FromSeconds(1))
            {
                _unlogged++;
                return;
            }

            _lastAt = _time.GetTimestamp();
            unlogged = _unlogged;
            _unlogged = 0;
        }

        _logger.LogWarning(cause, "{Deployment} threw; {Unlogged} failures since the last one told are not told.", deployment, unlogged);
    }
}
