using System.Collections.Immutable;
using System.CommandLine;

namespace ActorServe.Cli.Completion;

/// <summary>What may stand where a command line is being written. System.CommandLine knows; here is what shells want of it.</summary>
internal static class Completions
{
    /// <summary>
    /// The words that the one at the end may become, in the order of the alphabet; none where it is a file, or nothing is known.
    /// </summary>
    /// <param name="root">Knows the commands.</param>
    /// <param name="line">Up to the cursor, with the program's name.</param>
    public static ImmutableArray<string> Of(RootCommand root, string line)
    {
        var command = WithoutProgram(line);
        var word = command[(command.LastIndexOf(' ') + 1)..];
        return
        [
            .. root.Parse(command).GetCompletions(command.Length).Select(item => item.InsertText ?? item.Label)
                .Where(text => text.StartsWith(word, StringComparison.Ordinal))
                // Options where one is begun, else they would stand in the way of files; and none in the manner of Windows.
                .Where(text => text.StartsWith('-') == word.StartsWith('-') && !text.StartsWith('/'))
                .Distinct().Order(StringComparer.Ordinal),
        ];
    }

    private static string WithoutProgram(string line)
    {
        var begun = line.TrimStart();
        var space = begun.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? "" : begun[(space + 1)..].TrimStart();
    }
}
