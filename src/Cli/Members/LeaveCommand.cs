using System.CommandLine;
using ActorServe.Cli.Completion;
using ActorServe.Cli.Control;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.Members;

/// <summary>
/// <c>actorserve cluster leave ADDRESS</c> has a member go in good order, <c>cluster down ADDRESS</c> takes one out that is dead.
/// </summary>
internal static class LeaveCommand
{
    /// <summary>
    /// How long a member may take to leave, in seconds: its drain (60 s by default), what comes before and after it, and some to spare.
    /// </summary>
    public const double DefaultTimeout = 120;

    private const double DefaultDownTimeout = 30;

    /// <summary><c>cluster leave</c>.</summary>
    public static Command Create(Terminal terminal, ConnectionOptions seed, Option<bool> json)
    {
        var (address, noWait) = (AddressArgument(), NoWait());
        var yes = new Option<bool>("--yes", "-y") { Description = "Also where it is the only seed." };
        var timeout = ControlCommand.Timeout("the member to be gone", DefaultTimeout);
        return ControlCommand.Create(
            "leave", "Has a member drain and leave, and waits until it is gone. Its supervisor may start it again.",
            terminal, seed, [address, yes, noWait, timeout, json], async (parsed, client, stopping) =>
            {
                if (!parsed.GetValue(yes)) await RefuseTheOnlySeedAsync(client, parsed.GetRequiredValue(address), stopping);
                var answer = await client.LeaveAsync(parsed.GetRequiredValue(address), stopping);
                var seconds = parsed.GetValue(timeout) ?? DefaultTimeout;
                var wait = new LeaveWait(client, terminal, TimeSpan.FromSeconds(seconds)) { IsJson = parsed.GetValue(json) };
                return await EndAsync(answer, wait, terminal, parsed.GetValue(noWait), stopping);
            });
    }

    /// <summary><c>cluster down</c>.</summary>
    public static Command CreateDown(Terminal terminal, ConnectionOptions seed, Option<bool> json)
    {
        var (address, noWait) = (AddressArgument(), NoWait());
        var force = new Option<bool>("--force")
        {
            Description = "Also where it can be reached. It drains nothing: what it had is answered again.",
        };
        var timeout = ControlCommand.Timeout("the member to be gone", DefaultDownTimeout);
        return ControlCommand.Create(
            "down", "Takes a member out that is dead, at once instead of after a while, and waits until it is gone.",
            terminal, seed, [address, force, noWait, timeout, json], async (parsed, client, stopping) =>
            {
                var answer = await client.DownAsync(parsed.GetRequiredValue(address), parsed.GetValue(force), stopping);
                var seconds = parsed.GetValue(timeout) ?? DefaultDownTimeout;
                var wait = new LeaveWait(client, terminal, TimeSpan.FromSeconds(seconds)) { IsJson = parsed.GetValue(json) };
                return await EndAsync(answer, wait, terminal, parsed.GetValue(noWait), stopping);
            });
    }

    /// <summary><c>--no-wait</c>.</summary>
    public static Option<bool> NoWait() => new("--no-wait") { Description = "Ends when the cluster is told so." };

    private static async Task RefuseTheOnlySeedAsync(AdminClient client, string address, CancellationToken stopping)
    {
        var cluster = ClusterReading.Of(await client.GetClusterAsync(stopping));
        // One that is not there the seed itself tells of.
        if (cluster.Members.FirstOrDefault(m => m.IsNamed(address)) is not { } member || !DrainChoice.IsOnlySeed(cluster, member)) return;

        throw new CommandFailedException(
            $"{member.Endpoint} is the only seed: until one is up again nothing can be deployed or asked, no replica is replaced "
            + "and no node can join; say --yes where that is meant", ExitCodes.Usage);
    }

    private static async Task<int> EndAsync(AdminAnswer answer, LeaveWait wait, Terminal terminal, bool noWait, CancellationToken stopping)
    {
        if (!answer.IsSuccess) return ControlCommand.Fail(terminal, answer);
        if (noWait)
        {
            if (wait.IsJson) terminal.WriteJson(answer.Body);
            else terminal.WriteLine($"{MemberReading.Of(answer.Body).Endpoint}: told to go");
            return ExitCodes.Ok;
        }

        var end = await wait.UntilGoneAsync(MemberReading.Of(answer.Body), stopping);
        if (wait.IsJson) terminal.WriteJson(end.Json);
        return end.Gone ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static Argument<string> AddressArgument()
    {
        var address = new Argument<string>("ADDRESS") { Description = "The member: HOST:PORT, or its whole address." };
        address.CompletionSources.Add(SeedNames.Members);
        return address;
    }
}
