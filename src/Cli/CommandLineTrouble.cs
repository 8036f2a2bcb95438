using System.CommandLine;
using System.CommandLine.Parsing;
using ActorServe.Shared.Configuration;

namespace ActorServe.Cli;

/// <summary>
/// What is wrong with a command line, in one line: the word that is not known before what is missing because of it. Pure.
/// </summary>
internal static class CommandLineTrouble
{
    /// <summary>For people.</summary>
    public static string Of(ParseResult parsed)
    {
        var result = parsed.CommandResult;
        if (parsed.UnmatchedTokens is not [var unknown, ..]) return OneLine(parsed.Errors[0].Message);
        if (unknown.StartsWith('-')) return $"there is no option {unknown} here{Meant(unknown, OptionsOf(result))}";

        var commands = result.Command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name).ToList();
        return commands.Count > 0
            ? $"there is no command {string.Join(' ', [.. CommandLine.PathOf(result), unknown])}{Meant(unknown, commands)}"
            : OneLine(parsed.Errors[0].Message);
    }

    private static IEnumerable<string> OptionsOf(CommandResult result)
    {
        var inherited = result.Parent is CommandResult parent ? parent.Command.Options.Where(o => o.Recursive) : [];
        return result.Command.Options.Concat(inherited).Where(o => !o.Hidden).Select(o => o.Name);
    }

    private static string Meant(string word, IEnumerable<string> known) =>
        Spelling.Nearest(word, known) is { } near ? $"; did you mean {near}?" : "";

    // What may be given instead comes in lines of its own.
    private static string OneLine(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length < 2 ? message : $"{lines[0]} {string.Join(", ", lines[1..])}";
    }
}
