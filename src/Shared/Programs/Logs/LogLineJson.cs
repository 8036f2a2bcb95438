using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActorServe.Shared.Protocol;
using Microsoft.Extensions.Logging;

namespace ActorServe.Shared.Programs.Logs;

/// <summary>A line of a log as a JSON object: the same wherever one is written.</summary>
public static class LogLineJson
{
    /// <summary>Names may be of any script; what could end a string or a line is escaped all the same.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="line">The line.</param>
    /// <param name="node">The node that wrote it; null where that needs no word.</param>
    public static void Write(Utf8JsonWriter json, LogLine line, string? node = null)
    {
        json.WriteStartObject();
        json.WriteString("time", TimeOf(line).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        json.WriteString("level", WordOf(line.Level));
        if (node is not null) json.WriteString("node", node);
        json.WriteString("category", line.Category);
        json.WriteString("message", line.Message);
        foreach (var field in line.Fields)
        {
            if (field.IsNumber && decimal.TryParse(field.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                json.WriteNumber(field.Name, number);
            else json.WriteString(field.Name, field.Value);
        }

        if (line.TraceId.Length > 0) json.WriteString("trace_id", line.TraceId);
        if (line.SpanId.Length > 0) json.WriteString("span_id", line.SpanId);
        if (line.Exception.Length > 0) json.WriteString("exception", line.Exception);
        json.WriteEndObject();
    }

    /// <summary>The words of the levels, the lowest first.</summary>
    public static IReadOnlyList<string> Words { get; } = ["trace", "debug", "information", "warning", "error", "critical"];

    /// <summary>The level of a word; null where it is none.</summary>
    public static LogLevel? LevelOf(string word)
    {
        for (var level = LogLevel.Trace; level < LogLevel.None; level++)
        {
            if (WordOf(level).Equals(word, StringComparison.OrdinalIgnoreCase)) return level;
        }

        return null;
    }

    // A line may be another node's, who may write what it likes.
    private static DateTimeOffset TimeOf(LogLine line) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(line.TimeMs, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    private static string WordOf(LogLevel level) => (int)level < Words.Count ? Words[(int)level] : "none";
}
