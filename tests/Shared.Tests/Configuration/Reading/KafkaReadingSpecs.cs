using ActorServe.Shared.Configuration;
using static ActorServe.Shared.Tests.Configuration.FileText;

namespace ActorServe.Shared.Tests.Configuration.Reading;

public sealed class KafkaReadingSpecs
{
    [Theory]
    [InlineData("kafka: { }", "kafka.input", "is missing")]
    [InlineData("kafka: { input: { } }", "kafka.input.topic", "is missing")]
    [InlineData("kafka: { input: digits }", "kafka.input", "found 'digits', expected a mapping")]
    [InlineData("kafka:", "kafka", "has no value")]
    [InlineData("kafka: [in]", "kafka", "found a list, expected a mapping")]
    [InlineData("kafka: { input: { topic: in, group: ~ } }", "kafka.input.group", "has no value")]
    [InlineData("kafka: { input: { topic: [in] } }", "kafka.input.topic", "found a list, expected a text")]
    [InlineData("kafka: { input: { topic: in }, topic: x }", "kafka.topic", "belongs to input")]
    [InlineData("kafka: { input: { topic: in, headers: [a] } }", "kafka.input.headers", "belongs to output")]
    [InlineData("kafka: { input: { topic: in }, brokers: x }", "kafka.brokers", "configuration of the gateway")]
    public void A_section_that_cannot_be_used_says_where_and_why(string kafka, string path, string message)
    {
        var problem = ProblemOf(Application(kafka));

        Assert.Equal(("applications[0]." + path, 3), (problem.Path, problem.Line));
        Assert.Contains(message, problem.Message);
    }

    [Theory]
    [InlineData("format: oip", "is not supported yet")]
    [InlineData("format: text", "is not supported yet")]
    [InlineData("format: avro", "found 'avro', expected raw or json")]
    [InlineData("guarantee: exactly_once", "is not supported yet")]
    [InlineData("guarantee: at_most_once", "expected at_least_once")]
    [InlineData("ordering: topic", "expected partition, key or none")]
    [InlineData("on_failure: retry", "expected stop, skip or dead_letter")]
    [InlineData("source: kafka", "found 'kafka', expected actorserve or akka-streams-kafka")]
    [InlineData("max_attempts: 0", "expected a whole number from 1 to 100")]
    [InlineData("max_attempts: 3.0", "found '3.0', expected a whole number")]
    [InlineData("max_attempts: '3'", "found the text '3', expected a whole number")]
    [InlineData("max_attempts: many", "found 'many', expected a whole number")]
    [InlineData("max_attempts: 99999999999999999999", "expected a whole number from 1 to 100")]
    [InlineData("max_attempts: [3]", "found a list")]
    [InlineData("max_attempts: ~", "has no value")]
    [InlineData("max_in_flight_bytes: 12", "from 1024")]
    [InlineData("output: { topic: 'out put' }", "expected a topic of 1 to 249")]
    [InlineData("output: { topic: .. }", "expected a topic of 1 to 249")]
    [InlineData("output: { topic: in }", "own input")]
    [InlineData("dead_letter: { topic: in }", "own input")]
    [InlineData("output: { topic: out, headers: [a, a] }", "twice")]
    [InlineData("output: { topic: out, headers: [actorserve] }", "writes the headers of that name itself")]
    [InlineData("output: { topic: out, headers: [{ a: b }] }", "expected a list of header names")]
    [InlineData("on_failure: dead_letter", "there is no topic for it")]
    [InlineData("retry_backoff_ms: 60000", "is 30000, below retry_backoff_ms, which is 60000")]
    [InlineData("max_in_flight_bytes: 1000000000", "below max_in_flight_bytes")]
    [InlineData("create_topics: { partitions: 8 }", "is missing")]
    [InlineData("create_topics: { partitions: 8, replication: 0 }", "from 1 to 100")]
    [InlineData("properties: { client.id: [a] }", "is no plain value")]
    [InlineData("properties: [client.id]", "found a list, expected a mapping")]
    public void A_wrong_value_is_told_with_what_was_expected(string line, string message) =>
        Assert.Contains(message, ProblemOf(Kafka(line)).Message);

    [Fact]
    public void A_topic_may_have_249_letters_and_no_more()
    {
        Assert.Equal(249, KafkaOf($"output: {{ topic: {new string('a', 249)} }}").OutputTopic!.Length);
        Assert.Contains("1 to 249", ProblemOf(Kafka($"output: {{ topic: {new string('a', 250)} }}")).Message);
    }

    [Fact]
    public void A_dead_letter_topic_is_where_failures_go_by_default() =>
        Assert.Equal(FailurePolicy.DeadLetter, KafkaOf("dead_letter: { topic: dlq }").OnFailure);

    [Fact]
    public void A_partition_stops_by_default_where_there_is_no_dead_letter_topic() => Assert.Equal(FailurePolicy.Stop, KafkaOf().OnFailure);

    [Fact]
    public void Skipping_must_be_asked_for() => Assert.Equal(FailurePolicy.Skip, KafkaOf("on_failure: skip").OnFailure);

    [Theory]
    [InlineData("stop")]
    [InlineData("skip")]
    public void A_failed_record_goes_to_one_place(string policy) =>
        Assert.Contains("a record goes to one place", ProblemOf(Kafka($"on_failure: {policy}", "dead_letter: { topic: dlq }")).Message);

    [Fact]
    public void Results_and_dead_letters_in_one_topic_are_allowed_with_a_warning()
    {
        var result = Parse(Kafka("output: { topic: out }", "dead_letter: { topic: out }"));

        Assert.Empty(result.Problems);
        Assert.Contains("mixed", Assert.Single(result.Warnings).Message);
    }

    [Fact]
    public void Our_own_source_reads_unless_another_is_named()
    {
        Assert.Equal(KafkaSourceKind.ActorServe, KafkaOf().Source);
        Assert.Equal(KafkaSourceKind.AkkaStreamsKafka, KafkaOf("source: akka-streams-kafka").Source);
    }

    [Fact]
    public void A_wait_for_what_is_in_flight_is_not_heard_by_the_other_source() => Assert.Contains(
        "is not heard with source: akka-streams-kafka",
        Assert.Single(Parse(Kafka("source: akka-streams-kafka", "revoke_drain_timeout_ms: 100")).Warnings).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_drain_as_long_as_the_poll_interval_is_refused() =>
        Assert.Contains(
            "is 10000, and must be below max.poll.interval.ms, which is 10000",
            Assert.Single(Parse(Kafka("properties: { max.poll.interval.ms: 10000 }")).Problems).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("max.poll.interval.ms: 5000", 0, 1)]
    [InlineData("max.poll.interval.ms: 20000, session.timeout.ms: 30000", 1, 0)]
    [InlineData("max.poll.interval.ms: 5000, session.timeout.ms: 5000", 0, 0)]
    [InlineData("max.poll.interval.ms: 5000, group.protocol: consumer", 0, 0)]
    public void A_poll_interval_below_the_session_timeout_is_refused_as_the_client_would(string properties, int problems, int warnings)
    {
        var result = Parse(Kafka($"properties: {{ {properties} }}", "revoke_drain_timeout_ms: 2000"));

        Assert.Equal((problems, warnings), (result.Problems.Count(IsOfTheSession), result.Warnings.Count(IsOfTheSession)));

        static bool IsOfTheSession(ConfigProblem problem) =>
            problem.Message.Contains("may not be below session.timeout.ms", StringComparison.Ordinal);
    }
}
