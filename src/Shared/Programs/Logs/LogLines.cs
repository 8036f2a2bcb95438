using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServe.Shared.Programs.Logs;

/// <summary>Makes a line of what a logger was told, with what it is about as fields.</summary>
internal static partial class LogLines
{
    private const int LongestMessage = 4_000;
    private const int LongestException = 8_000;
    private const int LongestValue = 1_000;
    private const int MostFields = 24;

    // What a line has anyway, what Akka adds of its own logger, and the end of a line that a throttle let through.
    private static readonly string[] LeftOut = ["Timestamp", "Thread", "ActorPath", "TraceId", "SpanId", "TraceFlags", "ParentId", "Held"];
    private static readonly string[] Taken = ["time", "level", "category", "message", "exception", "trace_id", "span_id", "node"];

    /// <summary>The line; its number is given by whoever keeps it.</summary>
    public static LogLine Of<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, DateTimeOffset now)
    {
        var fields = new List<LogField>();
        scopes?.ForEachScope(AddScope, fields);
        var state = entry.State as IEnumerable<KeyValuePair<string, object?>> ?? [];
        AddOf(fields, state);
        var (trace, span) = TraceOf(state);
        var message = AkkaPrefix().Replace(entry.Formatter?.Invoke(entry.State, entry.Exception) ?? "", "");
        return new LogLine(0, now.ToUnixTimeMilliseconds(), entry.LogLevel, entry.Category, Cut(message, LongestMessage))
        {
            Fields = [.. fields.Take(MostFields)],
            TraceId = trace,
            SpanId = span,
            Exception = entry.Exception is { } cause ? Cut(cause.ToString(), LongestException) : "",
        };
    }

    private static void AddScope(object? scope, List<LogField> fields)
    {
        if (scope is LogFields about) AddOf(fields, about);
    }

    private static void AddOf(List<LogField> fields, IEnumerable<KeyValuePair<string, object?>> values)
    {
        foreach (var (key, value) in values) Add(fields, key, value);
    }

    private static void Add(List<LogField> fields, string key, object? value)
    {
        switch (value)
        {
            case null or "" or Exception: break;
            case ModelVersion model: Put(fields, "model", model.Name); Put(fields, "model_version", model.Version); break;
            case ReplicaId replica: Add(fields, replica.Key.Deployment); Put(fields, "replica", $"{replica}"); break;
            case DeploymentKey version: Add(fields, version.Deployment); break;
            case DeploymentId deployment: Add(fields, deployment); break;
            default: AddNamed(fields, key, value); break;
        }
    }

    private static void Add(List<LogField> fields, DeploymentId deployment)
    {
        Put(fields, "application", deployment.Application);
        Put(fields, "deployment", deployment.Name);
    }

    private static void AddNamed(List<LogField> fields, string key, object value)
    {
        // The template itself, and what has a place in it but no name.
        if (key.Length == 0 || !char.IsAsciiLetter(key[0]) || LeftOut.Contains(key)) return;
        if (key.StartsWith("Akka.", StringComparison.Ordinal)) return;
        var name = key == "LogSource" ? "actor" : NameOf(key);
        if (Taken.Contains(name)) return;
        var isNumber = value is sbyte or byte or short or ushort or int or uint or long or ulong or decimal
            || (value is double or float && double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)));
        Put(fields, name, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", isNumber);
    }

    // What the line itself says replaces what it stands in.
    private static void Put(List<LogField> fields, string name, string value, bool isNumber = false)
    {
        fields.RemoveAll(field => field.Name == name);
        fields.Add(new LogField(name, Cut(value, LongestValue), isNumber));
    }

    // An actor's line is written on another thread, later: it brings along where it came from.
    private static (string Trace, string Span) TraceOf(IEnumerable<KeyValuePair<string, object?>> state)
    {
        if (Activity.Current is { Recorded: true } current) return (current.TraceId.ToHexString(), current.SpanId.ToHexString());

        var (trace, span, isRecorded) = ("", "", false);
        foreach (var (key, value) in state)
        {
            if (key is "TraceId" or "Akka.TraceId") trace = $"{value}";
            else if (key is "SpanId" or "Akka.SpanId") span = $"{value}";
            else if (key is "TraceFlags" or "Akka.TraceFlags") isRecorded = value is ActivityTraceFlags.Recorded;
        }

        return isRecorded ? (trace, span) : ("", "");
    }

    private static string NameOf(string key)
    {
        var name = new StringBuilder(key.Length + 4);
        for (var i = 0; i < key.Length; i++)
        {
            if (char.IsAsciiLetterUpper(key[i]) && i > 0 && !char.IsAsciiLetterUpper(key[i - 1])) name.Append('_');
            name.Append(char.IsAsciiLetterOrDigit(key[i]) ? char.ToLowerInvariant(key[i]) : '_');
        }

        return name.ToString();
    }

    private static string Cut(string text, int longest) =>
        text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)] + "…";

    /// <summary>Level, time, thread and actor, which Akka puts before each message.</summary>
    [GeneratedRegex(@"^\[[A-Z]+\]\[[^\]]*\]\[Thread \d+\]\[[^\]]*\](\[[^\]]*\])? ")]
    private static partial Regex AkkaPrefix();
}
