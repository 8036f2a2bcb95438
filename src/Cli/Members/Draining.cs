using System.Collections.Immutable;
using ActorServe.Cli.Control;
using ActorServe.Cli.Inspecting;
using ActorServe.Cli.Terminals;
using ActorServe.Cli.Timing;

namespace ActorServe.Cli.Members;

/// <summary>
/// Drains nodes one after another: the next is told to go when the one before is gone, another with its role is up, as the one before is
/// again where a supervisor starts it anew, and others serve what it serves, for which that one first has to load its models.
/// </summary>
internal sealed class Draining(AdminClient client, Terminal terminal, TimeSpan timeout)
{
    private const int NoSuchMember = 404;

    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(500);

    private readonly List<LeaveEnd> _ends = [];

    /// <summary>Nothing is told on the way; at the end the nodes are, also of a drain that was interrupted.</summary>
    public bool IsJson { get; init; }

    /// <summary>It is meant that no node with a role is left: none is waited for.</summary>
    public bool MayLeaveNone { get; init; }

    /// <summary>Drains them.</summary>
    /// <returns>Whether all are gone.</returns>
    public async Task<bool> RunAsync(ImmutableArray<MemberReading> members, CancellationToken stopping)
    {
        try
        {
            foreach (var member in members)
            {
                if (!MayLeaveNone) await UntilOthersAreUpAsync(member, stopping);
                if (!await DrainAsync(member, stopping)) return false;
            }

            return true;
        }
        finally
        {
            if (IsJson) terminal.WriteJson(new { nodes = _ends.Select(end => end.Json) });
        }
    }

    private async Task UntilOthersAreUpAsync(MemberReading member, CancellationToken stopping)
    {
        var (deadline, told) = (new Deadline(terminal.Time, timeout), "");
        while (await WhyNotAsync(member, deadline.Left, stopping) is { Length: > 0 } reason)
        {
            if (deadline.IsOver)
                throw new CommandFailedException($"{member.Endpoint} was not told to go: {reason} after {deadline.Text}");

            if (!IsJson && told != reason) terminal.WriteLine($"{member.Endpoint}: waits: {reason}");
            told = reason;
            await Task.Delay(Often, terminal.Time, stopping);
        }
    }

    private async Task<string> WhyNotAsync(MemberReading member, TimeSpan left, CancellationToken stopping)
    {
        try
        {
            var cluster = await client.LookAsync(left, stopping);
            var missing = DrainChoice.MissingWithout(cluster, member);
            if (!missing.IsEmpty) return NoOther(missing);

            // Only the controller knows, and while it is away nobody starts elsewhere what goes with the member.
            var serving = await client.LookAtServingAsync(left, stopping);
            missing = DrainChoice.MissingWithout(serving.Staying(cluster), member);
            return missing.IsEmpty ? string.Join(", ", ServesWithout.Missing(serving, cluster, member)) : NoOther(missing);
        }
        catch (SeedAwayException away)
        {
            return away.Message;
        }
    }

    private static string NoOther(ImmutableArray<string> roles) =>
        $"no other {string.Join(" and no other ", roles.Select(DrainChoice.NameOf))} is up";

    // It is told to go before anybody can interrupt the wait for it: the list says so.
    private async Task<bool> DrainAsync(MemberReading member, CancellationToken stopping)
    {
        var answer = await client.LeaveAsync(member.Address, stopping);
        if (!answer.IsSuccess) return await IsGoneAsync(member, answer, stopping);

        _ends.Add(new LeaveEnd(member.Address, member.Uid, Gone: false, Seconds: 0));
        var wait = new LeaveWait(client, terminal, timeout) { IsJson = IsJson, Progress = ProgressAsync };
        _ends[^1] = await wait.UntilGoneAsync(MemberReading.Of(answer.Body), stopping);
        return _ends[^1].Gone;
    }

    // One that went by itself since the list was made, as by SIGTERM, is where it should be. But a seed that has just started knows of
    // nobody.
    private async Task<bool> IsGoneAsync(MemberReading member, AdminAnswer answer, CancellationToken stopping)
    {
        var isGone = answer.Status == NoSuchMember && (await client.LookAsync(stopping)).Members.All(other => !other.IsSameAs(member));
        if (!isGone) terminal.WriteError($"error: {answer.Error}");
        else if (!IsJson) terminal.WriteLine($"{member.Endpoint}: gone already");
        return isGone;
    }

    // Only the controller knows it, and it may be away or moving: that the node leaves does not depend on it.
    private async Task<string> ProgressAsync(MemberReading member, CancellationToken stopping)
    {
        if (IsJson) return "";

        var answer = await client.TryGetApplicationsAsync(stopping);
        return answer.IsSuccess ? DrainProgress.Of(ServingReading.Of(answer.Body), member) : "";
    }
}
