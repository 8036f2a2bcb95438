using System.Globalization;
using ActorServe.Shared.Programs.Logs;
using ActorServe.Shared.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorServe.Seed.Admin;

/// <summary>Which lines of nodes' logs are asked for.</summary>
/// <param name="Node">Of which node, as <c>host:port</c>; null is all.</param>
/// <param name="Least">Of which level, or a higher one.</param>
/// <param name="Tail">How many, the newest; where it goes on behind others, of each node, the oldest.</param>
/// <param name="After">Behind which number of each node; null for the newest of all.</param>
internal sealed record LogsQuery(string? Node, LogLevel Least, int Tail, IReadOnlyDictionary<string, long>? After)
{
    private const int DefaultTail = 100;

    /// <summary>
    /// Reads <c>?node=…&amp;level=…&amp;tail=…&amp;after=host:port=number</c>, and says everything that is wrong with it.
    /// </summary>
    public static (LogsQuery Query, IReadOnlyList<string> Problems) Of(IQueryCollection query)
    {
        var problems = new List<string>();
        var node = query["node"].ToString() is { Length: > 0 } named ? named : null;
        var least = LevelOf(query["level"].ToString(), problems);
        var tail = TailOf(query["tail"].ToString(), problems);
        return (new LogsQuery(node, least, tail, AfterOf(query, problems)), problems);
    }

    /// <summary>What one node is asked.</summary>
    public LogProtocol.GetLogs For(string node) =>
        // Whoever came since the last question is read from its first line on.
        new(Least, Tail, After is null ? -1 : After.TryGetValue(node, out var last) ? last : 0);

    private static LogLevel LevelOf(string text, List<string> problems)
    {
        if (text.Length == 0) return LogLevel.Trace;
        if (LogLineJson.LevelOf(text) is { } level) return level;
        problems.Add($"level is '{text}'; expected {string.Join(" or ", LogLineJson.Words)}");
        return LogLevel.Trace;
    }

    private static int TailOf(string text, List<string> problems)
    {
        if (text.Length == 0) return DefaultTail;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var tail)
            && tail is >= 1 and <= LogProtocol.MostLines) return tail;

        problems.Add($"tail is '{text}'; expected a number from 1 to {LogProtocol.MostLines}");
        return DefaultTail;
    }

    private static Dictionary<string, long>? AfterOf(IQueryCollection query, List<string> problems)
    {
        if (!query.TryGetValue("after", out var values)) return null;

        var after = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in values.OfType<string>())
        {
            var at = text.LastIndexOf('=');
            if (at > 0 && long.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                after[text[..at]] = number;
            else
                problems.Add($"after is '{text}'; expected HOST:PORT=NUMBER");
        }

        return after;
    }
}
