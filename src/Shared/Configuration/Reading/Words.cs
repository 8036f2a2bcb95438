using System.Text;

namespace ActorServe.Shared.Configuration.Reading;

/// <summary>How words of the file are shown to people, and which one was probably meant.</summary>
internal static class Words
{
    private const int LongestShown = 60;
    private const int LongestCompared = 40;

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

    /// <summary>The candidate that <paramref name="word"/> was probably meant to be, or null where none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        if (word.Length > LongestCompared) return null;

        var plain = Plain(word);
        var nearest = candidates
            .Select(candidate => (candidate, distance: Distance(plain, Plain(candidate))))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .FirstOrDefault();

        return nearest.candidate is { } found && nearest.distance <= Math.Max(1, Math.Min(plain.Length, found.Length) / 3) ? found : null;
    }

    /// <summary>Letters added, left out, changed, or swapped with a neighbour.</summary>
    public static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= right.Length; j++) rows[0, j] = j;

        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var change = rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(change, 1 + Math.Min(rows[i - 1, j], rows[i, j - 1]));
                if (IsSwap(left, right, i, j)) rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[left.Length, right.Length];
    }

    private static bool IsSwap(string left, string right, int i, int j) =>
        i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];

    /// <summary><c>maxBatchSize</c> and <c>max-batch-size</c> are <c>max_batch_size</c>.</summary>
    private static string Plain(string word) =>
        word.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
