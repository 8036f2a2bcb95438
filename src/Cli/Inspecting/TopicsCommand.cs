using System.CommandLine;
using ActorServe.Cli.Commands;
using ActorServe.Cli.Control;
using ActorServe.Cli.Kafka;
using ActorServe.Cli.Serving;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.Inspecting;

/// <summary><c>actorserve topics</c>: the topics of what is deployed, what each is for, and what the broker says of it.</summary>
internal static class TopicsCommand
{
    private static readonly string[] Head = ["APPLICATION", "FOR", "TOPIC", "PARTITIONS", "RECORDS", "WRITTEN", "REPLICATION", "RETENTION"];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var json = ControlCommand.Json("Prints a JSON list of them.");
        var kafka = Options.Kafka("without either the command fails");
        const string Description = "Shows the topics of all applications, and what the broker says of them.";
        return ControlCommand.Create("topics", Description, terminal, [kafka, json], async (parsed, client, stopping) =>
        {
            var connection = KafkaSettings.Require(parsed.GetValue(kafka), KafkaSettings.ReadConfiguration());
            var uses = UsesOf(ServingReading.Of(await client.GetApplicationsAsync(stopping)));
            var facts = await TopicFacts.AskAsync(connection, [.. uses.Select(use => use.Topic)], stopping);
            if (parsed.GetValue(json)) terminal.WriteJson(uses.Select(use => Json(use, facts[use.Topic])));
            else Show(uses, facts, terminal);
            return ExitCodes.Ok;
        });
    }

    /// <summary>Each topic of each application; one that two applications have is there twice.</summary>
    internal static IReadOnlyList<TopicUse> UsesOf(ServingReading serving) =>
        [.. serving.Applications.Where(a => a.Topics is not null).SelectMany(a => UsesOf(a.Name, a.Topics!))];

    private static IEnumerable<TopicUse> UsesOf(string application, TopicNames topics)
    {
        yield return new TopicUse(application, "input", topics.Input);
        if (topics.Output is { } output) yield return new TopicUse(application, "output", output);
        if (topics.DeadLetter is { } deadLetter) yield return new TopicUse(application, "dead letters", deadLetter);
    }

    private static void Show(IReadOnlyList<TopicUse> uses, IReadOnlyDictionary<string, TopicFacts> facts, Terminal terminal)
    {
        if (uses.Count == 0)
        {
            terminal.WriteLine("no application that is deployed has topics");
            return;
        }

        var lines = TextTable.Lines(Head, uses.Select(use => Row(use, facts[use.Topic]))).ToList();
        terminal.WriteLine(lines[0]);
        foreach (var (line, use) in lines.Skip(1).Zip(uses)) terminal.WriteLine(line, isAlarming: !facts[use.Topic].Exists);
    }

    private static IReadOnlyList<string> Row(TopicUse use, TopicFacts facts) =>
    [
        use.Application, use.For, use.Topic,
        .. facts.Exists
            ? (string[])[
                Words.Of(facts.Partitions), Words.OrUnknown(facts.Records), Words.OrUnknown(facts.Written), Words.Of(facts.Replication),
                RetentionOf(facts)]
            : ["missing", "", "", "", ""],
    ];

    private static string RetentionOf(TopicFacts facts)
    {
        var time = facts.RetentionMs switch
        {
            null => "unknown",
            < 0 => "for ever",
            var ms => Words.Ago(TimeSpan.FromMilliseconds(Math.Min(ms.Value, TimeSpan.MaxValue.TotalMilliseconds / 2))),
        };
        return facts.Cleanup switch { null or "delete" => time, "compact" => "compacted", _ => $"{time}, compacted" };
    }

    private static object Json(TopicUse use, TopicFacts facts) => new
    {
        application = use.Application, @for = use.For, topic = use.Topic, exists = facts.Exists, partitions = facts.Partitions,
        records = facts.Records, written = facts.Written, replication = facts.Replication, retention_ms = facts.RetentionMs,
        cleanup_policy = facts.Cleanup,
    };

    /// <summary>A topic and what an application has it for.</summary>
    internal sealed record TopicUse(string Application, string For, string Topic);
}
