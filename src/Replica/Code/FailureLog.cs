using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using Microsoft.Extensions.Logging;

namespace ActorServe.Replica.Code;

/// <summary>Logs what a deployment threw, at most once a second: one that fails at every row must not fill the disk.</summary>
internal sealed class FailureLog(DeploymentId deployment, ILoggerFactory logs, TimeProvider? time = null)
{
    private readonly ILogger _logger = logs.CreateLogger<CodeModel>();
    private readonly LogThrottle _throttle = new(TimeSpan.FromSeconds(1), time ?? TimeProvider.System);

    /// <summary>The deployment threw this.</summary>
    public void Add(Exception cause)
    {
        if (_throttle.Pass(out var held)) _logger.LogWarning(cause, "{Deployment} threw{Held}", deployment, held);
    }
}
