using System.Diagnostics;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.Control;

/// <summary>Waits until applications that were deployed run, or cannot.</summary>
internal sealed class DeployWait(AdminClient client, Terminal terminal, TimeSpan timeout)
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<string, string> _told = [];

    /// <summary>Tells each application's way line by line.</summary>
    /// <param name="version">The number that the targets got; what is told of older ones says nothing.</param>
    /// <param name="stopping">Ends the wait, not the deployment.</param>
    /// <returns>Whether all run.</returns>
    public async Task<bool> UntilRunningAsync(long version, CancellationToken stopping)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(Often, stopping))
        {
            var status = StatusReading.Of(await client.GetApplicationsAsync(stopping));
            if (status.Version >= version && IsOver(status)) return status.Applications.All(a => a.Status == "RUNNING");
            if (clock.Elapsed < timeout) continue;

            terminal.WriteError($"error: not every application runs after {timeout.TotalSeconds:0.#} s; what was deployed stays, and goes on starting");
            return false;
        }
    }

    private bool IsOver(StatusReading status)
    {
        foreach (var application in status.Applications) Tell(application);
        return status.Applications.All(a => a.Status == "RUNNING") || status.Applications.Any(a => a.Status == "DEPLOY_FAILED");
    }

    private void Tell(ApplicationReading application)
    {
        var line = $"{application.Name}: {application.Status}{(application.Message.Length > 0 ? $": {application.Message}" : "")}";
        if (_told.GetValueOrDefault(application.Name) == line) return;

        _told[application.Name] = line;
        if (application.Status == "DEPLOY_FAILED") terminal.WriteError($"error: {line}");
        else terminal.WriteLine(line);
    }
}
