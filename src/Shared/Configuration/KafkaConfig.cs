using System.Collections.Immutable;

namespace ActorServe.Shared.Configuration;

/// <summary>How an application reads from and writes to Kafka (the <c>kafka</c> section of the application file).</summary>
public sealed record KafkaConfig
{
    /// <summary><c>input.topic</c>: the topic that requests are read from.</summary>
    public required string InputTopic { get; init; }

    /// <summary><c>input.group</c>: the consumer group, shared by all gateways.</summary>
    /// <value>The default is the application's name.</value>
    public required string Group { get; init; }

    /// <summary><c>output.topic</c>: the topic that results go to, or null where the application answers nothing.</summary>
    public string? OutputTopic { get; init; }

    /// <summary><c>output.headers</c>: the input headers that are carried over to results.</summary>
    public ImmutableArray<string> OutputHeaders { get; init; } = [];

    /// <summary><c>dead_letter.topic</c>: where records go that cannot be answered.</summary>
    public string? DeadLetterTopic { get; init; }

    /// <summary><c>on_failure</c>: what happens to a record that cannot be answered.</summary>
    /// <value>The default is <see cref="FailurePolicy.DeadLetter"/> with a dead-letter topic, else
    /// <see cref="FailurePolicy.Stop"/>.</value>
    public FailurePolicy OnFailure { get; init; } = FailurePolicy.Stop;

    /// <summary><c>create_topics</c>: how missing topics are made, or null where a missing topic is an error.</summary>
    public CreateTopicsConfig? CreateTopics { get; init; }

    /// <summary><c>format</c>: how values are read where a record has no <c>content-type</c> header.</summary>
    /// <value>The default is <see cref="RecordFormat.Json"/>.</value>
    public RecordFormat Format { get; init; } = RecordFormat.Json;

    /// <summary><c>ordering</c>: the order in which results are emitted; compute is always parallel.</summary>
    /// <value>The default is <see cref="Ordering.Partition"/>.</value>
    public Ordering Ordering { get; init; } = Ordering.Partition;

    /// <summary><c>max_attempts</c>: runs of one record before it counts as failed; bad input is never tried again.</summary>
    /// <value>The default is 3; from 1 to 100.</value>
    public int MaxAttempts { get; init; } = 3;

    /// <summary><c>retry_backoff_ms</c>: the wait before the second attempt; it doubles with each.</summary>
    /// <value>The default is 1 s.</value>
    public TimeSpan RetryBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary><c>retry_backoff_max_ms</c>: the longest wait between two attempts.</summary>
    /// <value>The default is 30 s.</value>
    public TimeSpan RetryBackoffMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>max_in_flight_records</c>: records of one partition delivered and not yet finished.</summary>
    /// <value>The default is 4,096.</value>
    public int MaxInFlightRecords { get; init; } = 4_096;

    /// <summary>
    /// <c>max_in_flight_bytes</c>: the same in bytes; one record larger than this goes alone. Also what the results of one partition may
    /// hold that wait for an earlier one.
    /// </summary>
    /// <value>The default is 8 MiB.</value>
    public long MaxInFlightBytes { get; init; } = 8L << 20;

    /// <summary><c>max_total_in_flight_bytes</c>: both, over all partitions that this application has in one gateway.</summary>
    /// <value>The default is 64 MiB: some hundred of the largest usual rows, an image of 600 KB each.</value>
    public long MaxTotalInFlightBytes { get; init; } = 64L << 20;

    /// <summary><c>revoke_drain_timeout_ms</c>: how long a revoked partition's sent records are waited for.</summary>
    /// <value>The default is 10 s.</value>
    public TimeSpan RevokeDrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>source</c>: what reads the input topic.</summary>
    /// <value>The default is <see cref="KafkaSourceKind.ActorServe"/>.</value>
    public KafkaSourceKind Source { get; init; } = KafkaSourceKind.ActorServe;

    /// <summary><c>properties</c>: further properties of the Kafka client, none of which can break the guarantee.</summary>
    public ImmutableDictionary<string, string> Properties { get; init; } = ImmutableDictionary<string, string>.Empty;
}

/// <summary>What reads an input topic.</summary>
public enum KafkaSourceKind
{
    /// <summary>ActorServe's own source.</summary>
    ActorServe,

    /// <summary>
    /// That of the package Akka.Streams.Kafka, at gateways that have the extension for it; docs/sources.md says what it lacks.
    /// </summary>
    AkkaStreamsKafka,
}

/// <summary>What happens to a record that failed for good.</summary>
public enum FailurePolicy
{
    /// <summary>Its partition stops at it, and status says why. Nothing is lost.</summary>
    Stop,

    /// <summary>It is left out, and counted. Must be asked for.</summary>
    Skip,

    /// <summary>It goes to the dead-letter topic, with the reason in its headers.</summary>
    DeadLetter,
}

/// <summary>How a record's value becomes tensors, and results become values.</summary>
public enum RecordFormat
{
    /// <summary>An array, or an object of named arrays (<c>application/json</c>).</summary>
    Json,

    /// <summary>Little-endian bytes of the model's only input (<c>application/octet-stream</c>).</summary>
    Raw,
}

/// <summary>The order in which results are emitted.</summary>
public enum Ordering
{
    /// <summary>As the records stand in their partition.</summary>
    Partition,

    /// <summary>As the records of one key stand in their partition; records without a key are unordered.</summary>
    Key,

    /// <summary>As they are finished.</summary>
    None,
}

/// <summary>How missing topics are made.</summary>
/// <param name="Partitions">Partitions of each topic.</param>
/// <param name="Replication">Copies of each partition.</param>
public sealed record CreateTopicsConfig(int Partitions, short Replication);
