using System.Text.RegularExpressions;

namespace ActorServe.EndToEnd.Measuring;

/// <summary>
/// The samples of <c>perf script -F comm,pid,ip,sym,dso</c>: one of each begins with a line of a thread and its process, the frames follow
/// from the innermost one on, and an empty line ends it.
/// </summary>
internal static partial class StackSamples
{
    /// <summary>Samples of each process, and those of them that have a frame which is wanted.</summary>
    /// <param name="script">What <c>perf script</c> printed.</param>
    /// <param name="isWanted">Whether a frame is.</param>
    public static IReadOnlyDictionary<int, (int All, int Wanted)> Count(IEnumerable<string> script, Func<string, bool> isWanted)
    {
        var counts = new Dictionary<int, (int All, int Wanted)>();
        var (process, found) = ((int?)null, false);
        foreach (var line in script)
        {
            if (line.Length == 0) Close();
            else if (process is null) process = ProcessOf(line);
            else found |= isWanted(line);
        }

        Close();
        return counts;

        void Close()
        {
            if (process is { } id)
            {
                var (all, wanted) = counts.GetValueOrDefault(id);
                counts[id] = (all + 1, found ? wanted + 1 : wanted);
            }

            (process, found) = (null, false);
        }
    }

    // A thread's name may have blanks.
    private static int ProcessOf(string line) =>
        int.Parse(LastNumber().Match(line).Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\d+(?=\s*$)")]
    private static partial Regex LastNumber();
}
