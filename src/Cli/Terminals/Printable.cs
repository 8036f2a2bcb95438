namespace ActorServe.Cli.Terminals;

/// <summary>Texts of others, which a terminal must not take for commands to it.</summary>
internal static class Printable
{
    /// <summary>A text on one line: line ends and control characters are blanks.</summary>
    public static string Line(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;
}
