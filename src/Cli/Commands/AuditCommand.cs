using System.CommandLine;
using System.Globalization;
using ActorServe.Cli.Auditing;
using ActorServe.Cli.Kafka;
using ActorServe.Cli.Terminals;
using Confluent.Kafka;

namespace ActorServe.Cli.Commands;

/// <summary><c>actorserve audit</c>: what became of every record, from the topics alone.</summary>
internal static class AuditCommand
{
    private const string AnyNumber = "any";

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var input = new Option<string>("--in")
        {
            HelpName = "TOPIC", Description = "The topic whose records are audited.", Required = true,
        };
        var output = new Option<string>("--out") { HelpName = "TOPIC", Description = "The topic of their results.", Required = true };
        var deadLetter = new Option<string?>("--dead-letter") { HelpName = "TOPIC", Description = "The topic of their dead letters." };
        var skipped = new Option<string?>("--expect-skipped")
        {
            HelpName = "N|any",
            Description = "Records that have no answer on purpose: their deployment gives none, or the file says on_failure: skip.",
        };
        var allow = new Option<bool>("--allow-duplicates")
        {
            Description = "The exit code is 0 also where something is there twice, as at_least_once allows.",
        };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var kafka = Options.Kafka("without either the command fails");
        var command = new Command(
            "audit",
            "Proves from topics alone which records were answered, dead-lettered, missing or answered twice. "
            + "Exit codes: 0 each once, 5 some twice, 6 some missing.")
        {
            input, output, deadLetter, skipped, allow, json, kafka,
        };
        command.Validators.Add(result =>
        {
            if (SkipsOf(result.GetValue(skipped)) is null) result.AddError("--expect-skipped: expected a number, or any.");
        });
        command.SetAction((parsed, stopping) =>
        {
            var wish = new Wish(
                parsed.GetRequiredValue(input), parsed.GetRequiredValue(output), parsed.GetValue(deadLetter),
                SkipsOf(parsed.GetValue(skipped)) ?? 0, parsed.GetValue(allow), parsed.GetValue(json));
            return Task.Run(() => Audit(wish, parsed.GetValue(kafka), terminal, stopping), CancellationToken.None);
        });
        return command;
    }

    private static int Audit(Wish wish, string? kafka, Terminal terminal, CancellationToken stopping)
    {
        var connection = KafkaSettings.Require(kafka, KafkaSettings.ReadConfiguration());
        try
        {
            var audit = Read(wish, new TopicReader(connection, stopping));
            var verdict = new AuditVerdict(audit.Count(), wish.ExpectedSkips);
            var exitCode = verdict.ExitCode(wish.AllowsDuplicates);
            if (wish.AsJson) WriteJson(terminal, AuditReport.Json(verdict, wish.Input, audit, exitCode));
            else AuditReport.Write(terminal, verdict, wish.Input, audit);
            return exitCode;
        }
        catch (KafkaException failure)
        {
            throw new CommandFailedException($"the topics cannot be read: {failure.Error.Reason}", ExitCodes.Failed, failure);
        }
    }

    private static void WriteJson(Terminal terminal, string json)
    {
        try
        {
            terminal.WriteRaw(json);
        }
        catch (ReaderGoneException)
        {
            // The exit code tells what was found all the same.
        }
    }

    /// <summary>The input's end is taken before anything behind it is looked at: what is in it then may have its answer by now.</summary>
    private static TopicAudit Read(Wish wish, TopicReader reader)
    {
        var ranges = reader.RangesOf(wish.Input);
        var audit = new TopicAudit(wish.Input, ranges);
        foreach (var record in reader.Read(wish.Input, ranges, "none")) audit.Record(record.Partition.Value, record.Offset.Value);
        foreach (var record in reader.Read(wish.Output, reader.RangesOf(wish.Output), "headers"))
            audit.Result(Last(record.Message.Headers, "actorserve"));
        if (wish.DeadLetter is not { } topic) return audit;

        foreach (var record in reader.Read(topic, reader.RangesOf(topic), "headers"))
            audit.DeadLetter(Last(record.Message.Headers, "actorserve-source"));
        return audit;
    }

    private static ReadOnlySpan<byte> Last(Headers? headers, string name) =>
        headers is not null && headers.TryGetLastBytes(name, out var bytes) ? bytes : default;

    private static long? SkipsOf(string? text) => text switch
    {
        null => 0,
        AnyNumber => long.MaxValue,
        _ => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    private sealed record Wish(string Input, string Output, string? DeadLetter, long ExpectedSkips, bool AllowsDuplicates, bool AsJson);
}
