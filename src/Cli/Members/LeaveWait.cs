using System.Globalization;
using ActorServe.Cli.Control;
using ActorServe.Cli.Terminals;
using ActorServe.Cli.Timing;

namespace ActorServe.Cli.Members;

/// <summary>How the way of a member out of the cluster ended.</summary>
/// <param name="Address">Whose.</param>
/// <param name="Uid">Of the process.</param>
/// <param name="Gone">It is no member any more; otherwise the time was over, and it goes on leaving.</param>
/// <param name="Seconds">How long it was waited for.</param>
internal sealed record LeaveEnd(string Address, long Uid, bool Gone, double Seconds)
{
    /// <summary>For programs.</summary>
    public object Json => new { address = Address, uid = Uid, gone = Gone, seconds = Seconds };
}

/// <summary>Waits until a member that was told to go is gone, and tells its way line by line.</summary>
/// <remarks>
/// A seed that cannot answer for the moment is asked again; one that goes itself is gone when it does not answer any more.
/// </remarks>
internal sealed class LeaveWait(AdminClient client, Terminal terminal, TimeSpan timeout)
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ProgressPatience = TimeSpan.FromSeconds(1);

    private readonly Deadline _deadline = new(terminal.Time, timeout);
    private string _told = "";
    private string _self = "";

    /// <summary>Nothing is told on the way.</summary>
    public bool IsJson { get; init; }

    /// <summary>What the member still has to do, for people; empty where that is not known.</summary>
    public Func<MemberReading, CancellationToken, Task<string>> Progress { get; init; } = (_, _) => Task.FromResult("");

    /// <summary>Waits.</summary>
    /// <param name="member">As the seed told of it when it was told to go.</param>
    /// <param name="stopping">Ends the wait; the member leaves all the same.</param>
    public async Task<LeaveEnd> UntilGoneAsync(MemberReading member, CancellationToken stopping)
    {
        while (true)
        {
            var isGone = await LookAsync(member, stopping);
            var seconds = Math.Round(_deadline.Elapsed.TotalSeconds, 1);
            if (isGone) Tell(member, string.Create(CultureInfo.InvariantCulture, $"gone after {seconds} s"));
            if (isGone || _deadline.IsOver) return End(member, isGone, seconds);

            await Task.Delay(Often, terminal.Time, stopping);
        }
    }

    private LeaveEnd End(MemberReading member, bool isGone, double seconds)
    {
        if (!isGone)
            terminal.WriteError($"error: {member.Endpoint} is still a member after {_deadline.Text}, and goes on leaving");
        return new LeaveEnd(member.Address, member.Uid, isGone, seconds);
    }

    private async Task<bool> LookAsync(MemberReading member, CancellationToken stopping)
    {
        try
        {
            var cluster = await client.LookAsync(_deadline.Left, stopping, member.Address);
            _self = cluster.Self;
            if (LeaveStage.Of(cluster, member) is not { } stage) return true;

            var progress = await ProgressAsync(member, stopping);
            Tell(member, progress.Length == 0 ? stage : $"{stage}; {progress}");
            return false;
        }
        catch (SeedAwayException away)
        {
            if (away.IsGone && _self == member.Address) return true;

            Tell(member, away.Message);
            return false;
        }
    }

    // The controller may be away, and a seed waits long for it: the member is gone meanwhile.
    private async Task<string> ProgressAsync(MemberReading member, CancellationToken stopping)
    {
        using var brief = new Until(terminal.Time, ProgressPatience, stopping);
        try
        {
            return await Progress(member, brief.Token);
        }
        catch (Exception cause) when (cause is SeedAwayException or OperationCanceledException && !stopping.IsCancellationRequested)
        {
            return "";
        }
    }

    private void Tell(MemberReading member, string news)
    {
        if (IsJson || _told == news) return;

        _told = news;
        terminal.WriteLine($"{member.Endpoint}: {news}");
    }
}
