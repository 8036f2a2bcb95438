using ActorServe.Gateway.Ingest.Ledger;
using ActorServe.Shared.Configuration;

namespace ActorServe.Gateway.Ingest;

/// <summary>What Ingest of one application reads, and within which bounds.</summary>
/// <param name="Application">The application's name.</param>
/// <param name="Connection">How this process reaches Kafka.</param>
/// <param name="Kafka">The application's topics, windows and client properties.</param>
internal sealed record IngestSettings(string Application, KafkaConnection Connection, KafkaConfig Kafka)
{
    /// <summary>Rows of one batch: enough that a batch's fixed cost is nothing a row, and filled in about 3 ms.</summary>
    /// <value>The default is 1,024.</value>
    public int BatchRows { get; init; } = 1_024;

    /// <summary>Bytes of one batch; the row that passes it is still taken. Four frames to a replica.</summary>
    /// <value>The default is 1 MiB.</value>
    public long BatchBytes { get; init; } = 1 << 20;

    /// <summary>
    /// How long the consumer is not polled at most. Then everything is paused and polled, because rebalances arrive only inside a poll.
    /// </summary>
    /// <value>The default is 500 ms.</value>
    public TimeSpan MaxPollGap { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a poll waits for a record, and so how long a finished row waits at most to be heard while nothing arrives.
    /// </summary>
    /// <value>The default is 100 ms: a record ends the wait, and watermarks are committed each second.</value>
    public TimeSpan PollWait { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The same while a window is full: finished rows may open it.</summary>
    /// <value>The default is 2 ms.</value>
    public TimeSpan PausedPollWait { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>
    /// How long a consumer that leaves waits for a rebalance to end, because no commit is taken meanwhile. Without the last commit, what is
    /// finished is answered again.
    /// </summary>
    /// <value>The default is 5 s: the rest of one heartbeat of each member, and a round of the group.</value>
    public TimeSpan LeavePatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a consumer may take to close before it is given up, and the application is built anew without it. The client itself has no
    /// bound. A coordinator that is slow to answer takes the last commit a minute.
    /// </summary>
    /// <value>The default is 2 minutes.</value>
    public TimeSpan ClosePatience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often watermarks are stored for the client to commit.</summary>
    /// <value>The default is 100 ms.</value>
    public TimeSpan StorePeriod { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often the status is made anew.</summary>
    /// <value>The default is 1 s.</value>
    public TimeSpan StatusPeriod { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The window of each partition.</summary>
    public LedgerWindow Window => new(Kafka.MaxInFlightRecords, Kafka.MaxInFlightBytes);
}
