namespace ActorServe.Gateway;

/// <summary>
/// The last run of an application's pipeline, which may outlive the actor that started it: whoever starts the next waits for its end, so
/// that one process is never two members of a group for one application. Written by the application's actor, one at a time.
/// </summary>
internal sealed class ApplicationRun
{
    private volatile Task _ended = Task.CompletedTask;

    /// <summary>Completes, and never fails, when the run's consumer is closed and its stream has ended.</summary>
    public Task Ended => _ended;

    /// <summary>A run has begun.</summary>
    public void Began(IRunningPipeline pipeline) =>
        _ended = pipeline.Completion.ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}

/// <summary>The last run of each application of a gateway, by name. Used by the gateway's actor alone; outlives it.</summary>
internal sealed class ApplicationRuns
{
    private readonly Dictionary<string, ApplicationRun> _byApplication = [];

    /// <summary>The application's.</summary>
    public ApplicationRun Of(string application)
    {
        if (!_byApplication.TryGetValue(application, out var run)) _byApplication[application] = run = new ApplicationRun();
        return run;
    }
}
