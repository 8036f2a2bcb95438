using ActorServe.Gateway.Topics;
using ActorServe.Shared.Configuration;

namespace ActorServe.Gateway.Produce;

/// <summary>Where results and dead letters go, and how many may be out.</summary>
internal sealed record ProduceOptions
{
    /// <summary>Where results go; null where the application answers nothing.</summary>
    public string? OutputTopic { get; init; }

    /// <summary>A result with its row's key goes to the partition of its row's number: both topics have equally many.</summary>
    public bool OutputKeepsPartition { get; init; }

    /// <summary>Where dead letters go; null where there is no such topic.</summary>
    public string? DeadLetterTopic { get; init; }

    /// <summary>As <see cref="OutputKeepsPartition"/>, for dead letters.</summary>
    public bool DeadLetterKeepsPartition { get; init; }

    /// <summary>What happens to a row whose result the broker refuses for good.</summary>
    public FailurePolicy OnFailure { get; init; } = FailurePolicy.Stop;

    /// <summary>Records produced and not yet acknowledged; below the client's own queue of 100,000.</summary>
    /// <value>The default is 32,768.</value>
    public int MaxRecords { get; init; } = 32_768;

    /// <summary>The same in bytes, and with the rows that are held for them. One larger record goes alone.</summary>
    /// <value>The default is 32 MiB.</value>
    public long MaxBytes { get; init; } = 32L << 20;

    /// <summary>The options of an application whose topics were checked.</summary>
    public static ProduceOptions From(KafkaConfig kafka, TopicPartitions partitions) => new()
    {
        OutputTopic = kafka.OutputTopic,
        OutputKeepsPartition = partitions.Output == partitions.Input,
        DeadLetterTopic = kafka.DeadLetterTopic,
        DeadLetterKeepsPartition = partitions.DeadLetter == partitions.Input,
        OnFailure = kafka.OnFailure,
    };
}
