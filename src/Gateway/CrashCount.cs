namespace ActorServe.Gateway;

/// <summary>How often an application failed by a bug in a row, counted as a pipeline's failures are. Pure.</summary>
/// <param name="Backoff">The wait before it is started anew.</param>
/// <param name="At">When it failed last.</param>
/// <param name="LastMessage">Why.</param>
internal readonly record struct CrashCount(RestartBackoff Backoff, TimeSpan At, string? LastMessage)
{
    /// <summary>One more.</summary>
    public CrashCount Add(string message, TimeSpan now) =>
        new(now - At > RestartBackoff.HealthyAfter + Backoff.Delay ? new RestartBackoff(1) : Backoff.Next, now, message);
}
