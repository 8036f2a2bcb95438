namespace ActorServe.Shared.Programs;

/// <summary>Texts of others, which a terminal must not take for commands to it.</summary>
public static class Printable
{
    private const string Below = "    ";

    /// <summary>A text on one line: line ends and control characters are blanks.</summary>
    public static string Line(string text) => WithBlanks(text, char.IsControl);

    /// <summary>The same, but tabs stay: for what stands in no column.</summary>
    public static string LineWithTabs(string text) => WithBlanks(text, c => char.IsControl(c) && c != '\t');

    /// <summary>A text of several lines: those below the first are indented, so that none passes for another text's first.</summary>
    public static IEnumerable<string> Lines(string text) =>
        text.ReplaceLineEndings("\n").Split('\n').Select((line, at) => (at == 0 ? "" : Below) + LineWithTabs(line));

    private static string WithBlanks(string text, Func<char, bool> isBlank) =>
        text.Any(isBlank) ? string.Concat(text.Select(c => isBlank(c) ? ' ' : c)) : text;
}
