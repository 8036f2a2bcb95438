namespace ActorServe.Gateway;

/// <summary>
/// The last run of an application's pipeline, which may outlive the actor that started it: whoever starts the next waits for its end, so
/// that one process is not two members of a group for one application. Written by the application's actor, one at a time.
/// </summary>
/// <remarks>
/// A run whose consumer does not close ends without it, after <see cref="Ingest.IngestSettings.ClosePatience"/>, and the process may be two
/// members then. Nothing is lost by that: a member commits what it owns, the group takes no commit of a member or a generation that has
/// passed, and rows of two runs never have the same epoch. What the one that hangs may still own stands still until the group lets it go.
/// </remarks>
internal sealed class ApplicationRun
{
    private volatile Task _ended = Task.CompletedTask;

    /// <summary>Completes, and never fails, when the run's consumer is closed or given up, and its stream has ended.</summary>
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
