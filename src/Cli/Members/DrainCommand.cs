using System.Collections.Immutable;
using System.CommandLine;
using ActorServe.Cli.Completion;
using ActorServe.Cli.Control;
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
        var yes = new Option<bool>("--yes", "-y")
        {
            Description = "Also where no other node with its role is up or serves what it serves: none is waited for.",
        };
        var timeout = ControlCommand.Timeout("each node to be gone", LeaveCommand.DefaultTimeout);
        var json = ControlCommand.Json();
        var command = ControlCommand.Create(
            "drain",
            "Has a replica node or gateway finish what it has and leave, and tells how far it is. Its supervisor may start it again.",
            terminal, [node, role, yes, timeout, json], async (parsed, client, stopping) =>
            {
                var cluster = await client.LookAsync(stopping);
                ImmutableArray<MemberReading> drained = parsed.GetValue(node) is { } address
                    ? [DrainChoice.Named(cluster, address)] : DrainChoice.WithRole(cluster, parsed.GetRequiredValue(role)!);
                if (!parsed.GetValue(yes)) RefuseTheLast(cluster, drained);

                var draining = new Draining(client, terminal, TimeSpan.FromSeconds(parsed.GetValue(timeout) ?? LeaveCommand.DefaultTimeout))
                {
                    IsJson = parsed.GetValue(json), MayLeaveNone = parsed.GetValue(yes),
                };
                return await draining.RunAsync(drained, stopping) ? ExitCodes.Ok : ExitCodes.Failed;
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
            HelpName = "ROLE", Description = $"Every node with a role, {roles}, one after another, each while another is up.",
        };
        role.AcceptOnlyFromAmong([.. DrainChoice.Roles]);
        return role;
    }

    private static void RefuseTheLast(ClusterReading cluster, ImmutableArray<MemberReading> drained)
    {
        var without = drained.SelectMany(member => DrainChoice.LeftWithout(cluster, member)).Distinct().ToList();
        if (without.Count == 0) return;

        throw new CommandFailedException(
            $"this leaves no {string.Join(" and no ", without.Select(DrainChoice.NameOf))} that is up; say --yes where that is meant",
            ExitCodes.Usage);
    }
}
