using ActorServe.Cli.Kafka;
using ActorServe.Cli.Serving;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.DeadLetters;

/// <summary>Tells people and scripts of a replay.</summary>
internal sealed class ReplayReport(Terminal terminal, LetterBox box, bool isJson)
{
    /// <summary>Only the counts at the end are told.</summary>
    public bool IsJson => isJson;

    /// <summary>What is meant, before anything is sent.</summary>
    public void Tell(ReplayPlan plan)
    {
        if (isJson) return;

        var targets = plan.Targets.Select(t => $"{Words.Of(t.Count)} to {t.Topic}").DefaultIfEmpty("nothing to replay");
        var already = plan.Already == 0 ? "" : $"; {Words.Of(plan.Already)} replayed before, which --again sends once more";
        var twice = plan.Twice == 0 ? "" : $"; {Words.Of(plan.Twice)} of a record that has another";
        var others = plan.Count == 0 || box.AlsoReading.IsEmpty ? ""
            : $"; {string.Join(", ", box.AlsoReading)} reads {box.SourceTopic}, too, and answers what goes back a second time";
        terminal.WriteLine($"{box.Topic}: {string.Join(", ", targets)}{already}{twice}{others}");
        if (plan.Homeless == 0) return;

        terminal.WriteError(
            $"error: {Words.Count(plan.Homeless, "dead letter")} cannot be replayed: where they came from is not there, or not told");
    }

    /// <summary>That a topic may delete at once what goes back to it: a replay is as old as its record.</summary>
    /// <param name="plan">What goes back.</param>
    /// <param name="topics">What the broker says of where it goes.</param>
    /// <param name="now">The time.</param>
    public void Warn(ReplayPlan plan, IEnumerable<TopicFacts> topics, DateTimeOffset now)
    {
        foreach (var topic in topics.Where(t => t.RetentionMs >= 0 && t.Cleanup is not "compact"))
        {
            var retention = TimeSpan.FromMilliseconds(Math.Min(topic.RetentionMs!.Value, now.ToUnixTimeMilliseconds()));
            var old = plan.WrittenBefore(topic.Topic, now - retention);
            if (old == 0) continue;

            terminal.WriteError($"warning: {Words.Count(old, "record")} older than the retention of {topic.Topic} "
                + $"({Words.Ago(retention)}): Kafka may delete what goes back before it is read");
        }
    }

    /// <summary>What was done, and the exit code for it.</summary>
    /// <param name="plan">What was to be done.</param>
    /// <param name="sending">What became of it; null where nothing was sent.</param>
    /// <param name="lost">Those whose value is nowhere any more, or that are refused for what they are.</param>
    public int End(ReplayPlan plan, Sending? sending, int lost)
    {
        // What was refused for what it is counts as lost: another replay of it ends as this one did.
        var failed = sending is null ? 0 : sending.Failures - sending.Refused;
        var exitCode = failed > 0 ? ExitCodes.Failed : lost + plan.Homeless > 0 ? ExitCodes.NotReplayable : ExitCodes.Ok;
        if (isJson)
        {
            terminal.WriteJson(new
            {
                topic = box.Topic, meant = plan.Count, replayed = sending?.Delivered ?? 0, replayed_before = plan.Already,
                twice = plan.Twice,
                not_replayable = lost + plan.Homeless, failed,
                targets = plan.Targets.ToDictionary(t => t.Topic, t => t.Count), also_read_by = box.AlsoReading, exit_code = exitCode,
            });
        }

        if (sending is null) return exitCode;
        if (failed > 0)
            terminal.WriteError($"error: {Words.Count(failed, "dead letter")} did not go back: {sending.Reason}");
        if (!isJson) terminal.WriteLine($"{Words.Count(sending.Delivered, "dead letter")} went back");
        if (lost > 0)
            terminal.WriteError(
                $"error: {Words.Count(lost, "dead letter")} cannot be replayed: what they were is gone, or they are too large or refused");
        return exitCode;
    }
}
