using System.Globalization;
using System.Text.Json;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.Auditing;

/// <summary>Tells people and scripts of an audit.</summary>
internal static class AuditReport
{
    /// <summary>Missing records that are named.</summary>
    private const int Named = 10;

    /// <summary>A line for each count; what is mostly nothing only where it is something.</summary>
    public static void Write(Terminal terminal, AuditVerdict verdict, string topic, TopicAudit audit)
    {
        var counts = verdict.Counts;
        Line(terminal, "records", counts.Records, $"on {topic}");
        Line(terminal, "answered", counts.Answered);
        Line(terminal, "dead-lettered", counts.DeadLettered);
        if (verdict.ExpectedSkips > 0) Line(terminal, "skipped", verdict.Skipped, "as expected: they have no answer");
        Line(terminal, "missing", verdict.Missing, Examples(verdict, topic, audit));
        Line(terminal, "twice", counts.Duplicates);
        LineOf(terminal, "", counts.Incomplete, "of the missing have some of their results");
        LineOf(terminal, "", counts.Both, "of those there twice are answered and dead-lettered");
        LineOf(terminal, "unknown", counts.Unknown, "are named, and the topic does not have them");
        LineOf(terminal, "older", counts.Older, "results or dead letters of records that the topic deleted since");
        LineOf(terminal, "later", counts.Later, "results or dead letters of records that came after this audit began");
        LineOf(terminal, "others", counts.OfOtherTopics, "results or dead letters of another topic's records");
        LineOf(terminal, "no source", counts.WithoutSource, "records behind it name no record");
        if (verdict.Missing > 0 && verdict.ExpectedSkips == 0)
            terminal.WriteLine(
                "A deployment that answers nothing, or on_failure: skip, leaves no trace on topics: --expect-skipped N says how many.");
    }

    /// <summary>The counts by name.</summary>
    public static string Json(AuditVerdict verdict, string topic, TopicAudit audit, int exitCode)
    {
        var counts = verdict.Counts;
        return JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["topic"] = topic, ["records"] = counts.Records, ["answered"] = counts.Answered, ["dead_lettered"] = counts.DeadLettered,
            ["skipped"] = verdict.Skipped, ["missing"] = verdict.Missing, ["incomplete"] = counts.Incomplete,
            ["duplicates"] = counts.Duplicates, ["duplicate_results"] = counts.DuplicateResults,
            ["duplicate_dead_letters"] = counts.DuplicateDeadLetters, ["answered_and_dead_lettered"] = counts.Both,
            ["unknown"] = counts.Unknown, ["older"] = counts.Older, ["later"] = counts.Later, ["other_topics"] = counts.OfOtherTopics,
            ["without_source"] = counts.WithoutSource, ["exit_code"] = exitCode,
            ["missing_examples"] = verdict.Missing == 0 ? [] : audit.Missing().Take(Named).Select(at => Place(topic, at)).ToArray(),
        });
    }

    private static string Examples(AuditVerdict verdict, string topic, TopicAudit audit) =>
        verdict.Missing == 0 ? "" : string.Join(", ", audit.Missing().Take(Named).Select(at => Place(topic, at)));

    private static string Place(string topic, (int Partition, long Offset) at) =>
        string.Create(CultureInfo.InvariantCulture, $"{topic}/{at.Partition}/{at.Offset}");

    private static void LineOf(Terminal terminal, string name, long number, string what)
    {
        if (number > 0) Line(terminal, name, number, what);
    }

    private static void Line(Terminal terminal, string name, long number, string what = "") =>
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-14}{number,12:N0} {what}").TrimEnd());
}
