using System.Collections.Immutable;
using ActorServe.PetabridgeCmd.Commands;
using ActorServe.Shared.Configuration;

namespace ActorServe.PetabridgeCmd.Texts;

/// <summary>Where records go that cannot be answered, and how many did, for people. Pure.</summary>
internal static class DeadLetterTexts
{
    private static readonly string[] Counts = [GatewayReadings.DeadLettered, GatewayReadings.Skipped, GatewayReadings.FailedAttempts];

    /// <summary>
    /// A line for each application with Kafka; the counts are those of this process, which has some only where it is a gateway.
    /// </summary>
    public static ImmutableArray<string> Of(ServeConfig config, ImmutableArray<MetricReading> here, string? application)
    {
        var wanted = config.Applications.Where(a => a.Kafka is not null && (application is null || a.Name == application)).ToList();
        var lines = Columns.Lines(
            ["APPLICATION", "INPUT", "WHAT FAILS", "DEAD LETTERS", "SKIPPED", "FAILED RUNS"],
            [.. wanted.Select(a => (IReadOnlyList<string>)
                [a.Name, a.Kafka!.InputTopic, Where(a.Kafka), .. Counts.Select(count => Text(here, a.Name, count))])],
            Columns.None("application with topics", application));
        return wanted.Count == 0 ? lines : [.. lines, here.IsEmpty
            ? "this node is no gateway: each gateway counts what it did"
            : "the counts are this gateway's, since it started"];
    }

    private static string Where(KafkaConfig kafka) => kafka.OnFailure switch
    {
        FailurePolicy.DeadLetter => $"goes to {kafka.DeadLetterTopic}",
        FailurePolicy.Skip => "is skipped",
        _ => "stops its partition",
    };

    private static string Text(ImmutableArray<MetricReading> here, string application, string metric)
    {
        var known = here.Where(r => r.Application == application && r.Metric == metric).ToList();
        return known.Count == 0 ? "" : StatusTexts.Text(known.Sum(r => r.Value));
    }
}
