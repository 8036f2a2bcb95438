using System.CommandLine;
using ActorServe.Cli.Completion;
using ActorServe.Cli.Control;
using ActorServe.Cli.Kafka;
using ActorServe.Cli.Serving;
using ActorServe.Cli.Terminals;
using ActorServe.Gateway;

namespace ActorServe.Cli.Inspecting;

/// <summary><c>actorserve lag</c>: how far each partition of an input is behind, who has it, and whether it stands still.</summary>
internal static class LagCommand
{
    private static readonly string[] Head = ["APPLICATION", "PARTITION", "COMMITTED", "END", "LAG", "IN FLIGHT", "GATEWAY", "STATE"];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var application = new Argument<string?>("APPLICATION") { Description = "Only this one.", Arity = ArgumentArity.ZeroOrOne };
        application.CompletionSources.Add(SeedNames.Applications);
        var json = ControlCommand.Json("Prints a JSON list of the partitions.");
        var kafka = new Option<string?>("--kafka")
        {
            HelpName = "HOST:PORT",
            Description = "A broker that is asked, too: for ends and commits as they are now, also of partitions that no gateway has.",
        };
        const string Description = "Shows by partition what is committed, what waits, and what is halted.";
        return ControlCommand.Create(
            "lag", Description, terminal, [application, kafka, json], async (parsed, client, stopping) =>
            {
                var serving = ServingReading.Of(await client.GetApplicationsAsync(stopping));
                var name = parsed.GetValue(application);
                IReadOnlyList<ServedReading> asked =
                    name is null ? [.. serving.Applications.Where(a => a.Topics is not null)] : [serving.Find(name)];
                if (parsed.GetValue(kafka) is { } broker)
                    asked = AskBroker(asked, KafkaSettings.Require(broker, KafkaSettings.ReadConfiguration()));
                if (parsed.GetValue(json)) terminal.WriteJson(asked.SelectMany(Partitions).Select(Json));
                else Show(asked, terminal);
                return ExitCodes.Ok;
            });
    }

    private static IReadOnlyList<ServedReading> AskBroker(IReadOnlyList<ServedReading> applications, KafkaConnection connection) =>
        [
            .. applications.Select(
                a => a.Topics is { } topics ? BrokerView.Of(a, GroupOffsets.Ask(connection, topics.Input, topics.Group)) : a),
        ];

    /// <summary>What is told of applications: a table, then what a person should know of it.</summary>
    internal static void Show(IReadOnlyList<ServedReading> applications, Terminal terminal)
    {
        var partitions = applications.SelectMany(Partitions).ToList();
        if (partitions.Count > 0)
        {
            var lines = TextTable.Lines(Head, partitions.Select(Row)).ToList();
            terminal.WriteLine(lines[0]);
            foreach (var (line, owned) in lines.Skip(1).Zip(partitions)) terminal.WriteLine(line, isAlarming: owned.Partition.IsHalted);
        }

        foreach (var application in applications) Tell(application, terminal);
        var halted = partitions.Count(each => each.Partition.IsHalted);
        if (halted > 0)
            terminal.WriteLine(
                $"{Words.Count(halted, "partition")} halted: nothing more is read there before somebody helps", isAlarming: true);
    }

    private static void Tell(ServedReading application, Terminal terminal)
    {
        if (application.Topics is not { Input: var input })
            terminal.WriteLine($"{application.Name}: it has no topics");
        else if (application.Gateways.All(g => g.Partitions.IsEmpty))
            terminal.WriteLine($"{application.Name}: no gateway has partitions of {input}");
        else if (application.Gateways.Sum(g => g.LeftOut) is > 0 and var left)
            terminal.WriteLine($"{application.Name}: {Words.Count(left, "partition")} more; those furthest behind are shown");
    }

    private static IEnumerable<Owned> Partitions(ServedReading application) => application.Gateways
        .SelectMany(gateway => gateway.Partitions.Select(partition => new Owned(application.Name, gateway.Node, partition)))
        .OrderBy(owned => owned.Partition.Partition);

    private static IReadOnlyList<string> Row(Owned owned)
    {
        var partition = owned.Partition;
        return
        [
            owned.Application,
            Words.Of(partition.Partition),
            Words.OrUnknown(partition.Committed),
            Words.OrUnknown(partition.End),
            Words.OrUnknown(partition.Lag),
            Words.Of(partition.InFlight),
            owned.Gateway.Length > 0 ? owned.Gateway : "none tells",
            owned.Gateway.Length == 0 ? "" : partition.IsHalted ? $"{partition.State}: {partition.Halted}" : partition.State,
        ];
    }

    private static object Json(Owned owned) => new
    {
        application = owned.Application, partition = owned.Partition.Partition, committed = owned.Partition.Committed,
        end = owned.Partition.End, lag = owned.Partition.Lag, in_flight = owned.Partition.InFlight, paused = owned.Partition.IsPaused,
        gateway = owned.Gateway.Length > 0 ? owned.Gateway : null, halted = owned.Partition.IsHalted ? owned.Partition.Halted : null,
    };

    private sealed record Owned(string Application, string Gateway, PartitionReading Partition);
}
