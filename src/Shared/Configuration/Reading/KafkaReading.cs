using System.Collections.Immutable;
using System.Globalization;

namespace ActorServe.Shared.Configuration.Reading;

/// <summary>Reads an application's <c>kafka</c> section.</summary>
internal static class KafkaReading
{
    private static readonly KafkaConfig Defaults = new() { InputTopic = "", Group = "" };

    internal static readonly Dictionary<string, RecordFormat> Formats = new() { ["raw"] = RecordFormat.Raw, ["json"] = RecordFormat.Json };

    internal static readonly Dictionary<string, Ordering> Orderings =
        new() { ["partition"] = Ordering.Partition, ["key"] = Ordering.Key, ["none"] = Ordering.None };

    internal static readonly Dictionary<string, FailurePolicy?> Policies =
        new() { ["stop"] = FailurePolicy.Stop, ["skip"] = FailurePolicy.Skip, ["dead_letter"] = FailurePolicy.DeadLetter };

    internal static readonly Dictionary<string, KafkaSourceKind> Sources =
        new() { ["actorserve"] = KafkaSourceKind.ActorServe, ["akka-streams-kafka"] = KafkaSourceKind.AkkaStreamsKafka };

    private static readonly Dictionary<string, bool> Guarantees = new() { ["at_least_once"] = true };

    /// <summary>The section as a config; what is wrong with it is among the problems.</summary>
    public static KafkaConfig Read(Section kafka, string application)
    {
        var (input, group) = ReadInput(kafka, application);
        var (output, headers) = ReadOutput(kafka, input);
        var deadLetter = ReadDeadLetter(kafka, input, output);
        kafka.Word("guarantee", Guarantees, true, "exactly_once");

        var config = new KafkaConfig
        {
            InputTopic = input,
            Group = group,
            OutputTopic = output,
            OutputHeaders = headers,
            DeadLetterTopic = deadLetter,
            OnFailure = ReadPolicy(kafka, deadLetter),
            CreateTopics = ReadCreateTopics(kafka),
            Format = kafka.Word("format", Formats, Defaults.Format, "oip", "text"),
            Ordering = kafka.Word("ordering", Orderings, Defaults.Ordering),
            MaxAttempts = (int)(kafka.Number("max_attempts", 1, 100) ?? Defaults.MaxAttempts),
            RetryBackoff = kafka.Milliseconds("retry_backoff_ms", 1, 3_600_000) ?? Defaults.RetryBackoff,
            RetryBackoffMax = kafka.Milliseconds("retry_backoff_max_ms", 1, 3_600_000) ?? Defaults.RetryBackoffMax,
            MaxInFlightRecords = (int)(kafka.Number("max_in_flight_records", 1, 1_000_000) ?? Defaults.MaxInFlightRecords),
            MaxInFlightBytes = kafka.Number("max_in_flight_bytes", 1_024, 1L << 32) ?? Defaults.MaxInFlightBytes,
            MaxTotalInFlightBytes = kafka.Number("max_total_in_flight_bytes", 1_024, 1L << 36) ?? Defaults.MaxTotalInFlightBytes,
            RevokeDrainTimeout = kafka.Milliseconds("revoke_drain_timeout_ms", 0, 240_000) ?? Defaults.RevokeDrainTimeout,
            Source = kafka.Word("source", Sources, Defaults.Source),
            Properties = ReadProperties(kafka),
        };

        CheckLimits(kafka, config);
        kafka.RefuseUnknownKeys(NotYet.Kafka);
        return config;
    }

    private static (string Topic, string Group) ReadInput(Section kafka, string application)
    {
        const string expected = "a topic and, optionally, a group";
        if (!kafka.Has("input")) kafka.Error("input", $"is missing; expected a mapping with {expected}");
        if (kafka.Child("input", expected) is not { } input) return ("", application);

        var topic = ReadTopic(input);
        var group = input.Text("group") ?? application;
        if (group.Length > 255 || group.Any(char.IsControl)) input.Error("group", "has control characters or more than 255 letters");
        input.RefuseUnknownKeys(NotYet.Kafka);
        return (topic ?? "", group);
    }

    private static (string? Topic, ImmutableArray<string> Headers) ReadOutput(Section kafka, string input)
    {
        if (kafka.Child("output", "a topic and, optionally, headers") is not { } output) return (null, []);

        var topic = ReadTopic(output);
        if (topic is not null && topic == input)
            output.Error("topic", $"{Words.Show(topic)} is the application's own input: every result would be answered again");

        var headers = output.Texts("headers", "header names");
        if (headers.Distinct(StringComparer.Ordinal).Count() < headers.Length) output.Error("headers", "names a header twice");
        if (headers.FirstOrDefault(header => header == "actorserve" || header.StartsWith("actorserve-", StringComparison.Ordinal))
            is { } own)
            output.Error("headers", $"names {Words.Show(own)}; ActorServe writes the headers of that name itself");

        output.RefuseUnknownKeys(NotYet.Kafka);
        return (topic, headers);
    }

    private static string? ReadDeadLetter(Section kafka, string input, string? output)
    {
        if (kafka.Child("dead_letter", "a topic") is not { } deadLetter) return null;

        var topic = ReadTopic(deadLetter);
        if (topic is not null && topic == input)
            deadLetter.Error("topic", $"{Words.Show(topic)} is the application's own input: every dead letter would fail again");
        else if (topic is not null && topic == output)
            deadLetter.Warn("topic", $"{Words.Show(topic)} is the output topic, too: its readers get results and dead letters mixed");

        deadLetter.RefuseUnknownKeys(NotYet.Kafka);
        return topic;
    }

    private static string? ReadTopic(Section section)
    {
        var topic = section.RequiredText("topic", Names.TopicRule);
        if (topic is null || Names.IsTopic(topic)) return topic;

        section.Error("topic", $"found {Words.Show(topic)}, expected {Names.TopicRule}");
        return null;
    }

    private static FailurePolicy ReadPolicy(Section kafka, string? deadLetter)
    {
        var policy = kafka.Word("on_failure", Policies, null);
        if (policy is FailurePolicy.DeadLetter && !kafka.Has("dead_letter"))
            kafka.Error("on_failure", "found 'dead_letter', and there is no topic for it; name one: dead_letter: { topic: … }");
        if (policy is FailurePolicy.Stop or FailurePolicy.Skip && kafka.Has("dead_letter"))
            kafka.Error("on_failure", "is set beside dead_letter, and a record goes to one place; leave one of the two out");

        return policy ?? (deadLetter is null ? FailurePolicy.Stop : FailurePolicy.DeadLetter);
    }

    private static CreateTopicsConfig? ReadCreateTopics(Section kafka)
    {
        if (kafka.Child("create_topics", "partitions and replication") is not { } topics) return null;

        foreach (var key in (string[])["partitions", "replication"])
        {
            if (!topics.Has(key)) topics.Error(key, "is missing; expected a whole number of at least 1");
        }

        var created = new CreateTopicsConfig(
            (int)(topics.Number("partitions", 1, 10_000) ?? 1), (short)(topics.Number("replication", 1, 100) ?? 1));
        topics.RefuseUnknownKeys(NotYet.Kafka);
        return created;
    }

    /// <summary>Values are never shown: one in the wrong place may be a secret.</summary>
    private static ImmutableDictionary<string, string> ReadProperties(Section kafka)
    {
        var properties = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var entry in kafka.Entries("properties", "properties of the Kafka client"))
        {
            if (ClientProperties.WhyRefused(entry.Key) is { } reason)
                kafka.ErrorIn("properties", entry, $"may not be set: {reason}");
            else if (entry.Value is YamlScalar { IsNull: false } value)
                properties.Add(entry.Key, value.Truth is { } flag ? Lower(flag) : value.Text);
            else if (entry.Value is not YamlUnusable)
                kafka.ErrorIn("properties", entry, "is no plain value; expected a text, a number, or true or false");
        }

        return properties.ToImmutable();
    }

    private static void CheckLimits(Section kafka, KafkaConfig config)
    {
        if (config.RetryBackoffMax < config.RetryBackoff)
        {
            kafka.Error("retry_backoff_max_ms", Below(
                config.RetryBackoffMax.TotalMilliseconds, "retry_backoff_ms", config.RetryBackoff.TotalMilliseconds));
        }

        if (config.MaxTotalInFlightBytes < config.MaxInFlightBytes)
            kafka.Error("max_total_in_flight_bytes", Below(config.MaxTotalInFlightBytes, "max_in_flight_bytes", config.MaxInFlightBytes));
        CheckPollInterval(kafka, config);
        if (config.Source == KafkaSourceKind.AkkaStreamsKafka && kafka.Has("revoke_drain_timeout_ms"))
            kafka.Warn("revoke_drain_timeout_ms", "is not heard with source: akka-streams-kafka, which waits for nothing in flight");
    }

    private static void CheckPollInterval(Section kafka, KafkaConfig config)
    {
        if (Milliseconds(config, "max.poll.interval.ms") is not { } interval) return;

        if (config.RevokeDrainTimeout.TotalMilliseconds >= interval)
        {
            kafka.Error("revoke_drain_timeout_ms", string.Create(
                CultureInfo.InvariantCulture,
                $"is {config.RevokeDrainTimeout.TotalMilliseconds}, and must be below max.poll.interval.ms, which is {interval}: "
                + $"a slow drain would cost the membership, and with it the commit"));
        }

        // In the consumer protocol (KIP-848) the broker keeps the session.
        if (config.Properties.GetValueOrDefault("group.protocol") == "consumer") return;
        if (Milliseconds(config, "session.timeout.ms") is { } session)
        {
            if (session > interval) kafka.Error("properties", Session(interval, "which is", session));
        }
        else if (ClientDefaults.SessionTimeout.TotalMilliseconds > interval)
        {
            kafka.Warn("properties", Session(interval, "which a gateway has at", ClientDefaults.SessionTimeout.TotalMilliseconds));
        }
    }

    private static string Session(int interval, string which, double session) => string.Create(
        CultureInfo.InvariantCulture, $"max.poll.interval.ms is {interval}, and may not be below session.timeout.ms, {which} {session}");

    private static int? Milliseconds(KafkaConfig config, string property) =>
        config.Properties.TryGetValue(property, out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private static string Below(double value, string other, double least) =>
        string.Create(CultureInfo.InvariantCulture, $"is {value}, below {other}, which is {least}");

    private static string Lower(bool flag) => flag ? "true" : "false";
}
