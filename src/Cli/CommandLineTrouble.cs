using System.CommandLine;
using System.CommandLine.Parsing;

namespace ActorServe.Cli;

/// <summary>What is wrong with a command line, in one line: the word that is not known before what is missing because of it. Pure.</summary>
internal static class CommandLineTrouble
{
    private const int MostSlips = 2;

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

    private static string Meant(string word, IEnumerable<string> known)
    {
        var nearest = known.Select(name => (Name: name, Slips: Slips(word, name))).OrderBy(k => k.Slips).FirstOrDefault();
        return nearest.Name is { } name && nearest.Slips <= MostSlips && nearest.Slips < name.Length / 2 ? $"; did you mean {name}?" : "";
    }

    // What may be given instead comes in lines of its own.
    private static string OneLine(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length < 2 ? message : $"{lines[0]} {string.Join(", ", lines[1..])}";
    }

    // Letters that are wrong, missing, too many, or changed places with the one before.
    private static int Slips(string word, string name)
    {
        var slips = new int[word.Length + 1, name.Length + 1];
        for (var i = 0; i <= word.Length; i++) slips[i, 0] = i;
        for (var j = 0; j <= name.Length; j++) slips[0, j] = j;
        for (var i = 1; i <= word.Length; i++)
        {
            for (var j = 1; j <= name.Length; j++)
            {
                var isOther = word[i - 1] == name[j - 1] ? 0 : 1;
                slips[i, j] = Math.Min(slips[i - 1, j - 1] + isOther, Math.Min(slips[i - 1, j], slips[i, j - 1]) + 1);
                if (i > 1 && j > 1 && word[i - 1] == name[j - 2] && word[i - 2] == name[j - 1])
                    slips[i, j] = Math.Min(slips[i, j], slips[i - 2, j - 2] + 1);
            }
        }

        return slips[word.Length, name.Length];
    }
}
