namespace ActorServe.Shared.Configuration;

/// <summary>What a person who wrote a name that nothing has probably meant. Pure.</summary>
public static class Spelling
{
    // Nobody means anything by more, and the work grows with it.
    private const int LongestCompared = 200;

    /// <summary>The candidate that <paramref name="word"/> was probably meant to be, or null where none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates) =>
        Near(word, candidates, candidate => candidate).FirstOrDefault();

    /// <summary>
    /// The candidates whose names <paramref name="word"/> was probably meant to be, the nearest first: a third of the letters may be wrong,
    /// and one always. Upper case, hyphens and underscores make no difference: <c>maxBatchSize</c> is <c>max_batch_size</c>.
    /// </summary>
    /// <param name="word">What was written.</param>
    /// <param name="candidates">What there is.</param>
    /// <param name="nameOf">What each is called.</param>
    public static IEnumerable<T> Near<T>(string word, IEnumerable<T> candidates, Func<T, string> nameOf)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (word.Length > LongestCompared) return [];

        var plain = Plain(word);
        return candidates
            .Select(candidate => (candidate, name: nameOf(candidate)))
            .Select(pair => (pair.candidate, pair.name, distance: Distance(plain, Plain(pair.name))))
            .Where(each => each.distance <= Math.Max(1, Math.Min(plain.Length, each.name.Length) / 3))
            .OrderBy(each => each.distance)
            .ThenBy(each => each.name, StringComparer.Ordinal)
            .Select(each => each.candidate);
    }

    /// <summary>Letters added, left out, changed, or swapped with a neighbour.</summary>
    internal static int Distance(string left, string right)
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

    private static string Plain(string word) =>
        word.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
