using System.Text.Encodings.Web;
using System.Text.Json;
using ActorServe.Shared.Programs;

namespace ActorServe.Cli.Control;

/// <summary>What the admin REST tells of nodes' logs, one question after another: where each node's lines go on.</summary>
internal sealed class LogsReading
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, long> _last = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _silent = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether any node has answered.</summary>
    public bool HasAnswers => _last.Count > 0;

    /// <summary>The part of the next question that says what was read already; empty before the first answer.</summary>
    public string After => string.Concat(_last.Select(node => $"&after={Uri.EscapeDataString($"{node.Key}={node.Value}")}"));

    /// <summary>
    /// Takes an answer in, and says of which nodes lines are missing: each time that one falls silent, and where lines were forgotten.
    /// </summary>
    public IReadOnlyList<string> Take(JsonElement answer)
    {
        var gaps = new List<string>();
        foreach (var node in answer.GetProperty("nodes").EnumerateArray())
        {
            var name = node.GetProperty("node").GetString()!;
            if (!node.GetProperty("answered").GetBoolean())
            {
                if (_silent.Add(name)) gaps.Add($"{name} did not answer in time");
                continue;
            }

            _silent.Remove(name);
            var (first, next) = (node.GetProperty("first").GetInt64(), node.GetProperty("last").GetInt64());
            // Below what was read stands a process whose clock is behind that of the one before it.
            if (_last.TryGetValue(name, out var last) && (first > last + 1 || next < last))
                gaps.Add($"{name} was started anew, or wrote more than it keeps: lines are missing");
            _last[name] = next;
        }

        return gaps;
    }

    /// <summary>A line for people: what it is about stands in its message, and an exception below it.</summary>
    public static string Text(JsonElement line)
    {
        var head = Printable.LineWithTabs($"{Of("time")} {Of("level"),-11} {Of("node")} {Of("category")}: {Of("message")}");
        return line.TryGetProperty("exception", out var exception)
            ? string.Join(Environment.NewLine, Printable.Lines($"{head}\n{exception.GetString()}")) : head;

        string? Of(string name) => line.GetProperty(name).GetString();
    }

    /// <summary>A line for programs: an object on one line.</summary>
    public static string Json(JsonElement line) => JsonSerializer.Serialize(line, Compact);
}
