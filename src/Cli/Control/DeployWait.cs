using System.Collections.Immutable;
using System.Text.Json;
using ActorServe.Cli.Inspecting;
using ActorServe.Cli.Terminals;
using ActorServe.Cli.Timing;

namespace ActorServe.Cli.Control;

/// <summary>
/// Has a cluster take a file, and waits until its applications run, or cannot. A cluster that cannot answer for the moment, as while its
/// controller moves to another seed or the seed restarts, is asked again for as long as there is time: the same file may be put twice.
/// </summary>
internal sealed class DeployWait(AdminClient client, Terminal terminal, TimeSpan timeout)
{
    private const int Conflict = 409;

    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(500), Least = TimeSpan.FromSeconds(1);

    private readonly Deadline _deadline = new(terminal.Time, timeout);
    private readonly Dictionary<string, string> _told = [];
    private bool _hasAnswered;

    /// <summary>Nothing is told on the way but errors; at the end it prints what the seed answered last.</summary>
    public bool IsJson { get; init; }

    /// <summary>The application that is waited for, whatever becomes of others; null is all.</summary>
    public string? Application { get; init; }

    /// <summary>Whether targets that others set meanwhile have what was asked for, by what a seed answers; none have by default.</summary>
    public Func<JsonElement, bool> IsKept { get; init; } = _ => false;

    /// <summary>Puts the file until the cluster takes or refuses it.</summary>
    public Task<AdminAnswer> UntilTakenAsync(string file, CancellationToken stopping) =>
        UntilAnsweredAsync(() => client.PutAsync(file, stopping), answer => answer.IsAway, stopping);

    /// <summary>Puts what follows from that which is deployed, anew from the start where somebody else changed it meanwhile.</summary>
    /// <param name="change">The application file, of what the seed answers of the applications.</param>
    /// <param name="stopping">Gives up.</param>
    public Task<AdminAnswer> UntilChangedAsync(Func<JsonElement, string> change, CancellationToken stopping) =>
        UntilAnsweredAsync(() => ChangeAsync(change, stopping), answer => answer.IsAway || answer.Status == Conflict, stopping);

    /// <summary>Tells each application's way line by line.</summary>
    /// <param name="version">The number that the targets got; what is told of older ones says nothing.</param>
    /// <param name="stopping">Ends the wait, not the deployment.</param>
    /// <returns>Whether all run, and nobody set others meanwhile.</returns>
    public async Task<bool> UntilRunningAsync(long version, CancellationToken stopping)
    {
        while (true)
        {
            var answer = await AskAsync(stopping);
            if (answer is { } now && OthersIn(now, version) is { } others && !IsKept(now)) return EndReplaced(now, version, others);
            if (answer is { } body && Read(body, version) is { } status && HasEnded(status)) return End(body, status);
            if (_deadline.IsOver) return GiveUp(answer);

            await Task.Delay(Often, terminal.Time, stopping);
        }
    }

    // Pins are nobody's change, and do not move the number. A seed of an older version does not tell it.
    private static long? OthersIn(JsonElement answer, long version) =>
        answer.Number("config_version") is { } number && number > version ? number : null;

    // Older targets say nothing of an application, not even that it is none of theirs.
    private ServingReading? Read(JsonElement answer, long version)
    {
        var all = ServingReading.Of(answer);
        if (all.Version < version) return null;
        if (Application is null) return all;

        var one = all.Applications.Where(a => a.Name == Application).ToImmutableArray();
        return one.IsEmpty ? throw new CommandFailedException($"{Application} was taken down meanwhile") : all with { Applications = one };
    }

    private async Task<AdminAnswer> ChangeAsync(Func<JsonElement, string> change, CancellationToken stopping)
    {
        var answer = await client.TryGetApplicationsAsync(stopping);
        if (!answer.IsSuccess) return answer;

        _hasAnswered = true;
        return await client.PutAsync(change(answer.Body), stopping, answer.Body.GetProperty("config_version").GetInt64());
    }

    private async Task<AdminAnswer> UntilAnsweredAsync(
        Func<Task<AdminAnswer>> ask, Func<AdminAnswer, bool> isToBeAskedAgain, CancellationToken stopping)
    {
        while (true)
        {
            LimitPatience();
            try
            {
                var answer = await ask();
                if (!isToBeAskedAgain(answer) || _deadline.IsOver) return answer;

                _hasAnswered = true;
                Tell("the cluster", answer.Error);
            }
            catch (SeedAwayException away) when ((_hasAnswered || away.MayHaveHeard) && !_deadline.IsOver)
            {
                // Where nobody ever was, it is most often another address than was meant.
                Tell("the cluster", away.Message);
            }

            await Task.Delay(Often, terminal.Time, stopping);
        }
    }

    // The file is taken: a seed that is away now is one that restarts.
    private async Task<JsonElement?> AskAsync(CancellationToken stopping)
    {
        LimitPatience();
        try
        {
            var answer = await client.TryGetApplicationsAsync(stopping);
            if (answer.IsSuccess) return answer.Body;
            if (!answer.IsAway) throw new CommandFailedException(answer.Error);
            Tell("the cluster", answer.Error);
        }
        catch (SeedAwayException away)
        {
            Tell("the cluster", away.Message);
        }

        return null;
    }

    // A seed that hangs must not outlast the time that there is; what is asked at its very end gets a second.
    private void LimitPatience()
    {
        var left = _deadline.Left;
        if (left < client.Patience) client.Patience = left > Least ? left : Least;
    }

    private bool HasEnded(ServingReading status)
    {
        foreach (var application in status.Applications)
            Tell(
                application.Name, $"{application.Status}{(application.Message.Length > 0 ? $": {application.Message}" : "")}",
                isError: application.Status == "DEPLOY_FAILED");
        return AllRun(status) || status.Applications.Any(a => a.Status == "DEPLOY_FAILED");
    }

    private bool End(JsonElement answer, ServingReading status)
    {
        if (IsJson) terminal.WriteJson(answer);
        return AllRun(status);
    }

    private bool EndReplaced(JsonElement answer, long version, long others)
    {
        if (IsJson) terminal.WriteJson(answer);
        terminal.WriteError($"error: other targets were set meanwhile: number {others}, after {version}; status shows what runs");
        return false;
    }

    // As in Ray, an application counts as running while a deployment of it is being scaled.
    private static bool AllRun(ServingReading status) =>
        status.Applications.All(a => a.Status == "RUNNING" && a.Deployments.All(d => d.Status is not ("UPSCALING" or "DOWNSCALING")));

    private bool GiveUp(JsonElement? answer)
    {
        if (IsJson && answer is { } body) terminal.WriteJson(body);
        var what = Application is null ? "not every application runs" : $"{Application} does not run as it should";
        terminal.WriteError($"error: {what} after {_deadline.Text}; what was deployed stays, and goes on starting");
        return false;
    }

    private void Tell(string subject, string news, bool isError = false)
    {
        if (_told.GetValueOrDefault(subject) == news) return;

        _told[subject] = news;
        if (isError) terminal.WriteError($"error: {subject}: {news}");
        else if (!IsJson) terminal.WriteLine($"{subject}: {news}");
    }
}
