using System.Collections.Immutable;

namespace ActorServe.Cli.Top;

/// <summary>How many lines each table of a screen gets. Pure.</summary>
internal static class TopRoom
{
    /// <summary>
    /// All lines are given as long as one is wanted, no table gets more than it wants, and one that gets less has no fewer than any other,
    /// but for one.
    /// </summary>
    public static ImmutableArray<int> Share(int lines, params ReadOnlySpan<int> wanted)
    {
        var given = new int[wanted.Length];
        for (var left = lines; left > 0; left--)
        {
            var next = -1;
            for (var i = 0; i < given.Length; i++)
                if (given[i] < wanted[i] && (next < 0 || given[i] < given[next])) next = i;
            if (next < 0) break;
            given[next]++;
        }

        return [.. given];
    }
}
