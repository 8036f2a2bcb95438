using System.CommandLine;
using System.CommandLine.Parsing;
using ActorServe.Cli.Commands;
using ActorServe.Cli.Completion;
using ActorServe.Cli.Control;
using ActorServe.Cli.DeadLetters;
using ActorServe.Cli.Inspecting;
using ActorServe.Cli.Members;
using ActorServe.Cli.Terminals;
using ActorServe.Cli.Top;
using ActorServe.Shared.Programs;
using Microsoft.Extensions.Options;

namespace ActorServe.Cli;

/// <summary><c>actorserve</c>: its commands, and what their ends mean.</summary>
internal static class CommandLine
{
    private const string Description = """
        ActorServe serves models from Kafka.

        Exit codes: 0 done; 1 failed while running; 2 the command line or the file is wrong, or a --yes is missing;
        3 not everything was finished in time; 4 a partition stood still at the end;
        5 an audit found records answered twice; 6 an audit found records missing;
        7 dead letters could not be replayed; 130 interrupted twice, or while it only waited for a cluster
        or only read.
        """;

    // In our own words: the whole help would hide the line that says what is wrong.
    private static int Refuse(ParseResult parsed, Terminal terminal)
    {
        terminal.WriteError($"error: {CommandLineTrouble.Of(parsed)}");
        terminal.WriteError($"see: {string.Join(" ", ["actorserve", .. PathOf(parsed.CommandResult), "--help"])}");
        return ExitCodes.Usage;
    }

    /// <summary>A command's words, without the program's.</summary>
    internal static IEnumerable<string> PathOf(CommandResult result) =>
        result.Command is RootCommand ? [] : [.. result.Parent is CommandResult parent ? PathOf(parent) : [], result.Command.Name];

    /// <summary>All commands.</summary>
    public static RootCommand Create(Terminal terminal)
    {
        var root = new RootCommand(Description)
        {
            RunCommand.Create(terminal),
            DemoCommand.Create(terminal),
            CheckCommand.Create(terminal),
            DeployCommand.Create(terminal),
            StatusCommand.Create(terminal),
            ConfigCommand.Create(terminal),
            DeleteCommand.Create(terminal),
            DeleteCommand.CreateShutdown(terminal),
            ScaleCommand.Create(terminal),
            ClusterCommand.Create(terminal),
            LogsCommand.Create(terminal),
            DrainCommand.Create(terminal),
            ProduceCommand.Create(terminal),
            ConsumeCommand.Create(terminal),
            AuditCommand.Create(terminal),
            ReplicasCommand.Create(terminal),
            LagCommand.Create(terminal),
            TopicsCommand.Create(terminal),
            DeadLettersCommand.Create(terminal),
            TopCommand.Create(terminal),
            CompletionCommand.Create(terminal),
        };
        root.Subcommands.Add(CompletionCommand.CreateComplete(terminal, () => root));
        return root;
    }

    /// <summary>Runs one command to its end.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="terminal">Where it reads and writes.</param>
    /// <param name="stopping">Asks for an end in good order.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken stopping)
    {
        var parsed = Create(terminal).Parse(args);
        if (parsed.Errors.Count > 0) return Refuse(parsed, terminal);

        try
        {
            // Null: the process would end 2 s after SIGTERM otherwise, in the middle of its drain.
            var ended = await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = terminal.Output,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                stopping);
            return ended;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Of a command that only waits: one that has something to finish ends in good order, and not here.
            terminal.WriteError("interrupted; what the cluster was told by then goes on");
            return ExitCodes.Interrupted;
        }
        catch (ReaderGoneException)
        {
            return ExitCodes.Ok;
        }
        catch (CommandFailedException failure)
        {
            terminal.WriteError($"error: {failure.Message}");
            return failure.ExitCode;
        }
        catch (IOException failure)
        {
            terminal.WriteError($"error: {failure.Message}");
            return ExitCodes.Failed;
        }
        catch (OptionsValidationException wrong)
        {
            terminal.WriteError($"error: the process's configuration: {wrong.Message}");
            return ExitCodes.Usage;
        }
#pragma warning disable CA1031 // Whatever it is, a person reads it and a script sees that the command failed.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            foreach (var line in Printable.Lines($"error: {failure}")) terminal.WriteError(line);
            return ExitCodes.Failed;
        }
        finally
        {
            await terminal.Output.FlushAsync(CancellationToken.None);
        }
    }
}
