using System.CommandLine;
using ActorServe.Cli.Completion;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.Control;

/// <summary><c>actorserve delete NAME</c> takes one application down, <c>actorserve shutdown</c> all of them.</summary>
internal static class DeleteCommand
{
    /// <summary><c>delete</c>.</summary>
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "The application." };
        name.CompletionSources.Add(SeedNames.Applications);
        var json = ControlCommand.Json();
        return ControlCommand.Create(
            "delete", "Takes one application of a cluster down.", terminal, [name, json],
            async (parsed, client, stopping) =>
            {
                var answer = await client.DeleteAsync(parsed.GetRequiredValue(name), stopping);
                if (!answer.IsSuccess) return ControlCommand.Fail(terminal, answer);

                return await ControlCommand.EndAsync(
                    terminal, client, parsed.GetValue(json), $"{parsed.GetRequiredValue(name)}: being taken down", stopping);
            });
    }

    /// <summary><c>shutdown</c>.</summary>
    public static Command CreateShutdown(Terminal terminal)
    {
        var yes = new Option<bool>("--yes", "-y") { Description = "It is meant." };
        var json = ControlCommand.Json();
        return ControlCommand.Create(
            "shutdown", "Takes every application of a cluster down. Its nodes stay.", terminal, [yes, json],
            async (parsed, client, stopping) =>
            {
                if (!parsed.GetValue(yes))
                    throw new CommandFailedException("this takes every application down; say --yes where that is meant", ExitCodes.Usage);

                var answer = await client.DeleteAllAsync(stopping);
                if (!answer.IsSuccess) return ControlCommand.Fail(terminal, answer);

                return await ControlCommand.EndAsync(
                    terminal, client, parsed.GetValue(json), "every application is being taken down", stopping);
            });
    }
}
