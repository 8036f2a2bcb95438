using System.Text.RegularExpressions;

namespace ActorServe.Shared.Configuration.Reading;

/// <summary>
/// Which properties of the Kafka client an application file may set: all but those that would lose records in silence, and those that
/// belong to the process, because the file is replicated to all nodes and can be read back.
/// </summary>
internal static partial class ClientProperties
{
    private const string Name = "the group is named by input.group";
    private const string Commit = "offsets are committed when the results of their records are acknowledged, never before";
    private const string Acknowledged = "results must be written by every replica of the partition, and once each";
    private const string Waiting = "an outage of the broker is waited out; with a limit, results would be given up";
    private const string Place = "a result's partition follows from its key and its source, as docs/topics.md says";
    private const string Process =
        "the file is replicated and can be read back: set it in the configuration of the gateway (ACTORSERVE__KAFKA__…)";
    private const string Code = "it loads code into every gateway";
    private const string Ours = "ActorServe's own consumer and producer depend on it";

    private static readonly (string Pattern, string Reason)[] Refusals =
    [
        ("group.id", Name),
        ("group.instance.id", "every gateway reads the same file, and two members with one id throw each other out"),
        ("enable.auto.*", Commit),
        ("auto.commit.*", Commit),
        ("auto.offset.reset",
            "it would skip or repeat records in silence where an offset is out of range; the partition stops and says so"),
        ("isolation.level", "records of transactions that were aborted would be answered"),
        ("acks", Acknowledged),
        ("request.required.acks", Acknowledged),
        ("enable.idempotence", Acknowledged),
        ("transactional.id", "follows from guarantee"),
        ("message.timeout.ms", Waiting),
        ("delivery.timeout.ms", Waiting),
        ("message.send.max.retries", Waiting),
        ("retries", Waiting),
        ("partitioner", Place),
        ("partition.assignment.strategy", Ours),
        ("enable.partition.eof", Ours),
        ("queue.buffering.max.*", Ours),
        ("delivery.report.only.error", Acknowledged),
        ("offset.store.*", Commit),
        ("log.queue", Ours),
        ("dotnet.*", Ours),
        ("test.mock.*", "it puts an embedded broker in the place of yours"),
        ("plugin.library.paths", Code),
        ("ssl.engine.*", Code),
        ("ssl.providers", Code),
        ("bootstrap.servers", Process),
        ("metadata.broker.list", Process),
        ("sasl.*", Process),
        // Whom the gateway trusts with its password, and whether that goes in clear, is not for the file to say either.
        ("security.protocol", Process),
        ("ssl.*", Process),
        ("https.*", Process),
        ("enable.ssl.*", Process),
        ("enable.sasl.*", Process),
        ("*password*", Process),
        ("*secret*", Process),
    ];

    /// <summary>Why the file may not set the property, or null where it may.</summary>
    public static string? WhyRefused(string property)
    {
        foreach (var (pattern, reason) in Refusals)
        {
            if (Matches(pattern, property)) return reason;
        }

        return PropertyName().IsMatch(property)
            ? null
            : "is not the name of a client property: those have lower-case letters, digits and dots";
    }

    private static bool Matches(string pattern, string property)
    {
        var word = pattern.Trim('*');
        return (pattern.StartsWith('*'), pattern.EndsWith('*')) switch
        {
            (true, _) => property.Contains(word, StringComparison.OrdinalIgnoreCase),
            (_, true) => property.StartsWith(word, StringComparison.OrdinalIgnoreCase),
            _ => property.Equals(word, StringComparison.OrdinalIgnoreCase),
        };
    }

    [GeneratedRegex(@"^[a-z0-9]+([._-][a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PropertyName();
}
