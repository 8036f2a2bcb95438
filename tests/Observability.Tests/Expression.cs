using System.Text.RegularExpressions;

namespace ActorServe.Observability.Tests;

/// <summary>An expression of PromQL, as far as it must be understood to know what it asks for. Pure.</summary>
internal static partial class Expression
{
    private static readonly string[] _words =
        ["and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "group_left", "group_right", "inf", "nan"];

    /// <summary>The metrics that it names.</summary>
    public static IReadOnlyList<string> MetricsOf(string expression)
    {
        var bare = Text().Replace(expression, "");
        bare = Selector().Replace(bare, " ");
        bare = Range().Replace(bare, " ");
        bare = Labels().Replace(bare, " ");
        return [.. Name().Matches(bare).Select(match => match.Value).Where(name => !_words.Contains(name.ToLowerInvariant())).Distinct()];
    }

    [GeneratedRegex("\"(\\\\.|[^\"\\\\])*\"")]
    private static partial Regex Text();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Range();

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")]
    private static partial Regex Labels();

    // Not a function, which has a bracket, and not a part of a number or a duration.
    [GeneratedRegex(@"(?<![\w:.$])[a-zA-Z_:][\w:]*(?![\w:]|\s*\()")]
    private static partial Regex Name();
}
