using System.Text.Json;
using ActorServe.TestSupport.Processes;

namespace ActorServe.TestSupport.Serving;

/// <summary>What <c>actorserve audit</c> says of an application's topics.</summary>
/// <param name="Records">Records on the input topic.</param>
/// <param name="Missing">Records without an end.</param>
/// <param name="DeadLettered">Records with a dead letter and no result.</param>
/// <param name="Duplicates">Results beyond the first of their record.</param>
/// <param name="Strange">Results and dead letters that are of no record of the input topic.</param>
public sealed record CommandAudit(long Records, long Missing, long DeadLettered, long Duplicates, long Strange)
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs the command, and waits for its end.</summary>
    public static async Task<CommandAudit> RunAsync(string kafka, string input, string output, string deadLetter)
    {
        string[] arguments =
        [
            "audit", "--in", input, "--out", output, "--dead-letter", deadLetter, "--kafka", kafka, "--allow-duplicates", "--json",
        ];
        await using var command = ServeProcess.Start(Path.Combine(AppContext.BaseDirectory, "ActorServe.Cli.dll"), arguments);
        var exitCode = await command.ExitedAsync(_patience);
        var line = command.Output.Split('\n').FirstOrDefault(l => l.StartsWith('{'));
        if (line is null) throw new InvalidOperationException($"actorserve audit ended with {exitCode}: {command.Output}");

        var counts = JsonSerializer.Deserialize<JsonElement>(line);
        var audit = new CommandAudit(
            Number("records"), Number("missing"), Number("dead_lettered"), Number("duplicate_results"),
            Number("unknown") + Number("other_topics") + Number("without_source"));
        var expected = audit.Missing > 0 || Number("unknown") > 0 ? 6 : 0;
        return exitCode == expected
            ? audit
            : throw new InvalidOperationException($"actorserve audit ended with {exitCode}, and said: {line}");

        long Number(string name) => counts.GetProperty(name).GetInt64();
    }
}
