using System.Collections.Immutable;
using ActorServe.Shared.Telemetry;
using Akka.Actor;

namespace ActorServe.Gateway;

/// <summary>What a gateway does now.</summary>
/// <param name="Pipelines">One for each application with Kafka, by name.</param>
public sealed record GatewayStatus(ImmutableArray<PipelineStatus> Pipelines) : INoSerializationVerificationNeeded
{
    /// <summary>The number of the targets that the gateway serves or tries to; 0 where they are from none.</summary>
    public long Version { get; init; }

    /// <summary>The gateway was told what to serve, if only that it is nothing.</summary>
    public bool HasTargets { get; init; }

    /// <summary>The gateway is on its way out.</summary>
    public bool IsDraining { get; init; }

    /// <summary>Every application wanted, also those without Kafka.</summary>
    public ImmutableArray<string> Applications { get; init; } = [];

    /// <summary>Those with Kafka.</summary>
    public ImmutableHashSet<string> WithKafka { get; init; } = [];
}

/// <summary>An application's way from Kafka and back.</summary>
public sealed record PipelineStatus : INoSerializationVerificationNeeded
{
    /// <summary>Characters of a told reason for which a partition is halted; the whole of it is in the gateway's log.</summary>
    internal const int LongestReason = 200;

    // Of why a pipeline does not run: a file's problems may be many.
    private const int LongestMessage = 1_000;

    private const int MostHaltedTold = 3;

    /// <summary>The application's name.</summary>
    public required string Application { get; init; }

    /// <summary>What the pipeline does.</summary>
    public required PipelineState State { get; init; }

    /// <summary>Why it does not run, or reads nothing though it runs, for a person; null where records flow.</summary>
    public string? Message { get => field ?? Reading.Trouble; init; }

    /// <summary>How it fares at its broker, where it runs.</summary>
    public ReadingStatus Reading { get; init; } = ReadingStatus.NotKnown.Instance;

    /// <summary>
    /// Whether it runs and no broker answers it; null where it does not run, before one has answered or not, where its consumer is held up,
    /// or where its source does not know that.
    /// </summary>
    public bool? IsBrokerAway => Reading.IsBrokerAway;

    /// <summary>The partitions that this process owns, by number; those that halted, once it has ended.</summary>
    public ImmutableArray<PartitionFlow> Partitions { get; init; } = [];

    /// <summary>What was done since the application was started, over all rebuilds.</summary>
    public PipelineTotals Totals { get; init; } = new();

    /// <summary>How often the pipeline was rebuilt.</summary>
    public int Restarts { get; init; }

    /// <summary>It runs, it can read, and no partition is halted.</summary>
    public bool IsReady =>
        State == PipelineState.Running && Reading.Trouble is null && Partitions.All(partition => partition.HaltedReason is null);

    /// <summary>
    /// The message and the first partitions that are halted, in a line; empty where records flow. Never longer than some 2,000 characters:
    /// it is told each second.
    /// </summary>
    public string Troubles
    {
        get
        {
            var halted = Partitions.Where(partition => partition.HaltedReason is not null).ToList();
            var more = halted.Count - MostHaltedTold;
            return string.Join("; ", halted.Take(MostHaltedTold)
                .Select(partition => $"partition {partition.Partition} is halted: {Cut(partition.HaltedReason!, LongestReason)}")
                .Prepend(ShortMessage).Append(more > 0 ? $"{more} more halted" : null).Where(trouble => !string.IsNullOrEmpty(trouble)));
        }
    }

    /// <summary>The message, cut where it is long.</summary>
    internal string? ShortMessage => Message is null ? null : Cut(Message, LongestMessage);

    /// <summary>The beginning of a text, where it is longer than that.</summary>
    internal static string Cut(string text, int longest)
    {
        if (text.Length <= longest) return text;

        // Half of a character is none that can be sent.
        return text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)] + "…";
    }
}

/// <summary>The life of a pipeline.</summary>
public enum PipelineState
{
    /// <summary>Topics are being checked.</summary>
    Starting,

    /// <summary>It reads, unless its message says why it cannot.</summary>
    Running,

    /// <summary>It failed, or its topics could not be looked up; it is rebuilt after a wait.</summary>
    BackingOff,

    /// <summary>
    /// It could not be started, because of what its configuration says or its topics are. It is tried again now and then.
    /// </summary>
    Failed,

    /// <summary>It reads nothing more and finishes what it has.</summary>
    Draining,

    /// <summary>It has ended in good order.</summary>
    Stopped,

    /// <summary>
    /// It has ended before everything was finished, because that took too long or failed. What is not finished is read again by the group's
    /// next owner.
    /// </summary>
    GivenUp,
}

/// <summary>One partition of an application's input.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Lag">Records not yet read; null where that is not known yet.</param>
/// <param name="InFlight">Records read and not finished.</param>
/// <param name="IsPaused">Nothing is read from it now.</param>
/// <param name="HaltedReason">Why it stands still until a person helps; null where it goes on.</param>
public sealed record PartitionFlow(int Partition, long? Lag, int InFlight, bool IsPaused, string? HaltedReason)
{
    /// <summary>The offset up to which everything is finished; null where nothing is yet.</summary>
    public long? Watermark { get; init; }

    /// <summary>
    /// The offset that the broker keeps for the group, as it has said; null where that is not known. A source that is not told what became
    /// of a commit has the watermark here.
    /// </summary>
    public long? Committed { get; init; }

    /// <summary>The end of the partition, as of the last fetch of it; null before the first.</summary>
    public long? End { get; init; }
}

/// <summary>Sums over all records.</summary>
/// <param name="RecordsIn">Records that entered, again after a rebuild.</param>
/// <param name="Results">Results that the broker has; where no output topic is named, those that were made.</param>
/// <param name="DeadLetters">Records whose dead letter the broker has.</param>
/// <param name="Skipped">Records left out, as the application asked, because a run failed or the broker refused the result.</param>
/// <param name="FailedAttempts">Runs that failed, whatever became of their records.</param>
public sealed record PipelineTotals(long RecordsIn = 0, long Results = 0, long DeadLetters = 0, long Skipped = 0, long FailedAttempts = 0)
{
    /// <summary>
    /// How long records took, from when they were read until their results, or what took the place of those, were acknowledged.
    /// </summary>
    public DurationBuckets Durations { get; init; } = DurationBuckets.None;

    /// <summary>Both together.</summary>
    public static PipelineTotals operator +(PipelineTotals left, PipelineTotals right) => Add(left, right);

    /// <summary>Both together.</summary>
    public static PipelineTotals Add(PipelineTotals left, PipelineTotals right) => new(
        left.RecordsIn + right.RecordsIn,
        left.Results + right.Results,
        left.DeadLetters + right.DeadLetters,
        left.Skipped + right.Skipped,
        left.FailedAttempts + right.FailedAttempts)
    {
        Durations = left.Durations.Merge(right.Durations),
    };
}
