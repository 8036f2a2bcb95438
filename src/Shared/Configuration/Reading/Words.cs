using System.Text;

namespace ActorServe.Shared.Configuration.Reading;

/// <summary>How words of the file are shown to people.</summary>
internal static class Words
{
    private const int LongestShown = 60;

    /// <summary>A text of the file in quotes: short, on one line, and without anything that a terminal would obey.</summary>
    public static string Show(string text)
    {
        var shown = new StringBuilder("'");
        foreach (var rune in (text.Length > LongestShown ? text[..LongestShown] : text).EnumerateRunes())
        {
            if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format)
                shown.Append("\\u").Append(rune.Value.ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            else
                shown.Append(rune.ToString());
        }

        return shown.Append(text.Length > LongestShown ? "…'" : "'").ToString();
    }

    /// <summary>Words as a sentence lists them: <c>json, raw or text</c>.</summary>
    public static string OneOf(IReadOnlyList<string> words) =>
        words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.Take(words.Count - 1))} or {words[^1]}";
}
