using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Dispatch;

/// <summary>What an application asks of its rows: their order, how often they are tried, and what becomes of those that fail.</summary>
internal sealed record FlightRules
{
    /// <summary>The order in which outcomes are emitted.</summary>
    public Ordering Ordering { get; init; } = Ordering.Partition;

    /// <summary>What becomes of a row that failed for good.</summary>
    public FailurePolicy OnFailure { get; init; } = FailurePolicy.Stop;

    /// <summary>Runs of one row before it failed for good.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>The wait before the second attempt; it doubles with each.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of outcomes that wait to be emitted, over all partitions.</summary>
    public long MaxHeldBytes { get; init; } = 64L << 20;

    /// <summary>
    /// The same of one partition; less where the partitions are so many that each has a smaller part of <see cref="MaxHeldBytes"/>.
    /// </summary>
    public long MaxPartitionHeldBytes { get; init; } = 8L << 20;

    /// <summary>The rules of an application.</summary>
    public static FlightRules Of(KafkaConfig kafka) => new()
    {
        Ordering = kafka.Ordering,
        OnFailure = kafka.OnFailure,
        MaxAttempts = kafka.MaxAttempts,
        Backoff = kafka.RetryBackoff,
        BackoffMax = kafka.RetryBackoffMax,
        MaxHeldBytes = kafka.MaxTotalInFlightBytes,
        MaxPartitionHeldBytes = kafka.MaxInFlightBytes,
    };

    /// <summary>Whether a failure used up an attempt: only a run does, never a replica that had no room.</summary>
    public static bool CountsAsAttempt(FailureKind failure) => failure is FailureKind.ModelError or FailureKind.Timeout;

    /// <summary>Whether a row that failed so is given up.</summary>
    public bool IsFinal(FailureKind failure, int attempt) =>
        failure == FailureKind.BadInput || (CountsAsAttempt(failure) && attempt >= MaxAttempts);

    /// <summary>What becomes of a row that is given up.</summary>
    public OutcomeKind FinalKind => OnFailure switch
    {
        FailurePolicy.DeadLetter => OutcomeKind.DeadLetter,
        FailurePolicy.Skip => OutcomeKind.Skipped,
        _ => OutcomeKind.Halted,
    };

    /// <summary>
    /// The wait after the given number of failures in a row, from 1; <paramref name="jitter"/> (0 to 1) takes up to a tenth off.
    /// </summary>
    public TimeSpan Delay(int failures, double jitter)
    {
        var doubled = Backoff * Math.Pow(2, Math.Min(failures - 1, 20));
        return (doubled < BackoffMax ? doubled : BackoffMax) * (1 - (jitter / 10));
    }
}
