using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using ActorServe.Cli.Completion;
using ActorServe.Cli.Control;
using ActorServe.Cli.Inspecting;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.Members;

/// <summary>
/// <c>actorserve drain NODE</c>: a replica node or gateway takes nothing new, finishes what it has, and leaves, as <c>cluster leave</c> has
/// it; what it still has is told on the way.
/// </summary>
internal static class DrainCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var node = new Argument<string?>("NODE")
        {
            Arity = ArgumentArity.ZeroOrOne, Description = "The node: HOST:PORT, or its whole address.",
        };
        node.CompletionSources.Add(SeedNames.DrainableMembers);
        var role = RoleOption();
        var yes = new Option<bool>("--yes", "-y") { Description = "Also where no other node with its role is left." };
        var timeout = ControlCommand.Timeout("each node to be gone", LeaveCommand.DefaultTimeout);
        var json = ControlCommand.Json();
        var command = ControlCommand.Create(
            "drain",
            "Has a replica node or gateway finish what it has and leave, and tells how far it is. Its supervisor may start it again.",
            [node, role, yes, timeout, json], async (parsed, client, stopping) =>
            {
                var cluster = ClusterReading.Of(await client.GetClusterAsync(stopping));
                ImmutableArray<MemberReading> drained = parsed.GetValue(node) is { } address
                    ? [DrainChoice.Named(cluster, address)] : DrainChoice.WithRole(cluster, parsed.GetRequiredValue(role)!);
                if (!parsed.GetValue(yes)) RefuseTheLast(cluster, drained);

                var seconds = parsed.GetValue(timeout) ?? LeaveCommand.DefaultTimeout;
                var draining = new Draining(client, terminal, TimeSpan.FromSeconds(seconds), parsed.GetValue(json));
                return await draining.RunAsync(drained, stopping);
            });
        command.Validators.Add(result =>
        {
            if ((result.GetResult(node)?.Tokens.Count > 0) == (result.GetResult(role) is not null))
                result.AddError("drain takes a NODE or --role, one of the two.");
        });
        return command;
    }

    private static Option<string?> RoleOption()
    {
        var roles = string.Join(" or ", DrainChoice.Roles);
        var role = new Option<string?>("--role")
        {
            HelpName = "ROLE", Description = $"Every node with a role, {roles}, one after another.",
        };
        role.AcceptOnlyFromAmong([.. DrainChoice.Roles]);
        return role;
    }

    private static void RefuseTheLast(ClusterReading cluster, ImmutableArray<MemberReading> drained)
    {
        var without = DrainChoice.LeftWithout(cluster, drained);
        if (without.IsEmpty) return;

        throw new CommandFailedException(
            $"this leaves no {string.Join(" and no ", without)} that is up; say --yes where that is meant", ExitCodes.Usage);
    }

    /// <summary>Nodes one after another: the next is told to go when the one before is gone.</summary>
    private sealed class Draining(AdminClient client, Terminal terminal, TimeSpan timeout, bool isJson)
    {
        public async Task<int> RunAsync(ImmutableArray<MemberReading> members, CancellationToken stopping)
        {
            var ends = new List<LeaveEnd>();
            foreach (var member in members)
            {
                var answer = await client.LeaveAsync(member.Address, stopping);
                if (!answer.IsSuccess) terminal.WriteError($"error: {answer.Error}");
                var end = answer.IsSuccess ? await WaitAsync(MemberReading.Of(answer.Body), stopping)
                    : new LeaveEnd(member.Address, member.Uid, Gone: false, Seconds: 0);
                ends.Add(end);
                if (!end.Gone) break;
            }

            if (isJson) ControlCommand.Write(terminal, JsonSerializer.SerializeToElement(new { nodes = ends }, JsonSerializerOptions.Web));
            return ends.TrueForAll(end => end.Gone) ? ExitCodes.Ok : ExitCodes.Failed;
        }

        private Task<LeaveEnd> WaitAsync(MemberReading member, CancellationToken stopping) =>
            new LeaveWait(client, terminal, timeout) { IsJson = isJson, Progress = ProgressAsync }.UntilGoneAsync(member, stopping);

        // Only the controller knows it, and it may be away or moving: that the node leaves does not depend on it.
        private async Task<string> ProgressAsync(MemberReading member, CancellationToken stopping)
        {
            if (isJson) return "";

            var answer = await client.TryGetApplicationsAsync(stopping);
            return answer.IsSuccess ? DrainProgress.Of(ServingReading.Of(answer.Body), member) : "";
        }
    }
}
