using System.Collections.Immutable;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using Akka.DistributedData;

namespace ActorServe.Shared.Protocol;

/// <summary>What people and programs ask of the controller.</summary>
public static class ControlProtocol
{
    /// <summary>
    /// Replaces what should run, as a whole; no applications take everything down. Answered with <see cref="TargetsSet"/> once it is
    /// kept, or with <see cref="TargetsRefused"/>.
    /// </summary>
    /// <param name="Config">All applications.</param>
    public sealed record SetTargets(ServeConfig Config) : IWireMessage
    {
        /// <summary>Refused unless this is still the number of the targets, or of their config; null replaces any.</summary>
        public long? IfVersion { get; init; }
    }

    /// <summary>
    /// The targets are kept, and a majority of the nodes has them; they are reached in time, which <see cref="GetStatus"/> shows.
    /// </summary>
    /// <param name="Version">Their number; higher is newer.</param>
    public sealed record TargetsSet(long Version) : IWireMessage;

    /// <summary>
    /// The targets are as they were before; only where the kind is <see cref="TargetsRefusal.NotConfirmed"/> that is not known, and where
    /// it is <see cref="TargetsRefusal.NotKept"/> the reason may say that they hold.
    /// </summary>
    /// <param name="Reason">Why, for a person.</param>
    public sealed record TargetsRefused(string Reason) : IWireMessage
    {
        /// <summary>Why, for a program.</summary>
        public TargetsRefusal Kind { get; init; }
    }

    /// <summary>Answered with one <see cref="ServeTargets"/>.</summary>
    public sealed record GetTargets : IWireMessage
    {
        /// <summary>The only one there is.</summary>
        public static GetTargets Instance { get; } = new();
    }

    /// <summary>What a gateway serves, told to the controller each second; not answered.</summary>
    /// <param name="Node">The gateway's process.</param>
    /// <param name="Applications">All that it serves or tries to.</param>
    public sealed record GatewayReport(NodeId Node, ImmutableArray<ApplicationReport> Applications) : IWireMessage
    {
        /// <summary>The number of the targets that it serves or tries to; 0 where it knows none.</summary>
        public long Version { get; init; }

        /// <summary>It is on its way out: it takes nothing new, and finishes what it has.</summary>
        public bool IsDraining { get; init; }

        /// <summary>What its process has used.</summary>
        public ProcessReport Process { get; init; }
    }

    /// <summary>
    /// What the replicas of a node do, told to the controller each second; not answered. Which there are, its directory tells.
    /// </summary>
    /// <param name="Node">The replica node's process.</param>
    /// <param name="Replicas">Those that take rows, or drain.</param>
    public sealed record ReplicaNodeReport(NodeId Node, ImmutableArray<ReplicaLoadReport> Replicas) : IWireMessage
    {
        /// <summary>What its process has used.</summary>
        public ProcessReport Process { get; init; }
    }

    /// <summary>Answered with one <see cref="ServeStatus"/>.</summary>
    public sealed record GetStatus : IWireMessage
    {
        /// <summary>The only one there is.</summary>
        public static GetStatus Instance { get; } = new();
    }
}

/// <summary>Why targets were not taken.</summary>
public enum TargetsRefusal
{
    /// <summary>They are not what the asker thought they were: somebody else changed them.</summary>
    Conflict,

    /// <summary>The applications take more bytes than all together may.</summary>
    TooLarge,

    /// <summary>
    /// The disk of the controller's seed does not take them; or it has written them and does not say that it keeps them: then they hold,
    /// and the reason says so. Asking again does not help.
    /// </summary>
    NotKept,

    /// <summary>Nothing was tried: too much waits, or a majority of the nodes does not answer. It may be asked again.</summary>
    Unavailable,

    /// <summary>It was tried, and is not known to have ended well: they may hold now, or later, or never. The targets tell.</summary>
    NotConfirmed,
}

/// <summary>
/// What should run, with the number that tells newer from older. All that keep or follow targets agree on one order of them.
/// </summary>
/// <remarks>
/// The number is the time of the change in milliseconds since 1970 UTC, or one more than the last where that is higher, so that two changes
/// that did not know of each other have different ones, and the later one is newer. Where they are the same all the same,
/// <see cref="ChangeId"/> decides.
/// </remarks>
/// <param name="Version">Higher is newer; 0 where nothing was ever set.</param>
/// <param name="Config">All applications.</param>
public sealed record ServeTargets(long Version, ServeConfig Config) : IWireMessage, IReplicatedData<ServeTargets>
{
    // 0 where it is the version, also where who made them did not tell it.
    private readonly long _configVersion;

    /// <summary>A random number of the change that made them: it tells apart two with one version.</summary>
    public long ChangeId { get; init; }

    /// <summary>
    /// The files that deployments were pinned to, by the version that replicas of them have; one that no replica node has resolved yet
    /// has none. A deployment that is changed is pinned anew, and the pins of its last versions are kept behind those that count, for the
    /// case that one of them comes back; they end with the deployment.
    /// </summary>
    public ImmutableArray<DeploymentPin> Pins { get; init; } = [];

    /// <summary>When somebody last set them, in milliseconds since 1970 UTC; 0 where nobody did.</summary>
    public long SetAtMs { get; init; }

    /// <summary>The version in which somebody last set them. Pins make newer versions of the same config, and leave it as it is.</summary>
    public long ConfigVersion
    {
        get => _configVersion == 0 ? Version : _configVersion;
        init => _configVersion = value;
    }

    /// <summary>Nothing was ever set.</summary>
    public static ServeTargets None { get; } = new(0, new ServeConfig([]));

    /// <summary>Whether these came after the others; of two different ones exactly one did.</summary>
    public bool IsNewerThan(ServeTargets other) => (Version, ChangeId).CompareTo((other.Version, other.ChangeId)) > 0;

    /// <summary>Whether one change made both.</summary>
    public bool IsSameAs(ServeTargets other) => (Version, ChangeId) == (other.Version, other.ChangeId);

    /// <summary>The newer of both, on every node the same.</summary>
    public ServeTargets Merge(ServeTargets other) => other.IsNewerThan(this) ? other : this;

    /// <inheritdoc/>
    IReplicatedData IReplicatedData.Merge(IReplicatedData other) => Merge((ServeTargets)other);
}

/// <summary>The file that a deployment's version runs, everywhere and after every restart.</summary>
public readonly record struct DeploymentPin(DeploymentKey Key, ModelPin Model)
{
    /// <summary>
    /// A replica of it ran: where starts fail from now on it is tried for ever, because what is wrong is not the version.
    /// </summary>
    public bool HasRun { get; init; }
}

/// <summary>How an application fares at one gateway.</summary>
/// <param name="Application">Its name.</param>
/// <param name="IsServing">It does what it should there.</param>
/// <param name="Message">What keeps it from that, for a person; empty where nothing does, also while it starts or ends.</param>
/// <param name="QueuedRows">Rows that wait for a replica.</param>
/// <param name="OngoingRows">Rows at replicas.</param>
/// <param name="Lag">Records in its input topic not committed yet, of the partitions that this gateway has; -1 where not known.</param>
public sealed record ApplicationReport(string Application, bool IsServing, string Message, int QueuedRows, int OngoingRows, long Lag)
{
    /// <summary>The rows by the way that they came in; together they are all. Empty where no router has told them yet.</summary>
    public ImmutableArray<LaneReport> Lanes { get; init; } = [];

    /// <summary>Sums since the application was started on this gateway.</summary>
    public FlowReport Totals { get; init; }

    /// <summary>
    /// How long records took since then, from when they were read until their results were acknowledged: the buckets that have any, by
    /// number.
    /// </summary>
    public ImmutableArray<DurationCount> Durations { get; init; } = [];

    /// <summary>
    /// The partitions that this gateway has, by number; where they are more than a report holds, those that are halted and those furthest
    /// behind.
    /// </summary>
    public ImmutableArray<PartitionReport> Partitions { get; init; } = [];

    /// <summary>Partitions that it has beyond those.</summary>
    public int PartitionsLeftOut { get; init; }
}

/// <summary>What became of an application's records at one gateway. It falls where the application is started anew.</summary>
/// <param name="RecordsIn">Records that entered, again after a rebuild.</param>
/// <param name="Results">Results that the broker has.</param>
/// <param name="DeadLetters">Records whose dead letter the broker has.</param>
/// <param name="Skipped">Records left out, as the application asked.</param>
/// <param name="FailedAttempts">Runs that failed.</param>
public readonly record struct FlowReport(long RecordsIn, long Results, long DeadLetters, long Skipped, long FailedAttempts);

/// <summary>How many took how long, to within a bucket.</summary>
/// <param name="Bucket">Its number, as <see cref="Telemetry.DurationBuckets"/> has it on every node; one that is not known
/// is passed over.</param>
/// <param name="Count">How many.</param>
public readonly record struct DurationCount(int Bucket, long Count);

/// <summary>One partition of an input topic, at the gateway that has it.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Committed">The offset that the broker keeps for the group; -1 where not known.</param>
/// <param name="End">Its end, as of the last fetch; -1 where not known.</param>
/// <param name="InFlight">Records read and not finished.</param>
/// <param name="IsPaused">Nothing is read from it now.</param>
/// <param name="HaltedReason">Why it stands still until a person helps; null where it goes on.</param>
public sealed record PartitionReport(int Partition, long Committed, long End, int InFlight, bool IsPaused, string? HaltedReason);

/// <summary>What a replica does, and sums since its start.</summary>
/// <param name="Number">Which one of its node.</param>
/// <param name="OngoingRows">Rows that it took in and has not answered.</param>
/// <param name="QueuedRows">Those of them that wait for a run.</param>
/// <param name="Rows">Rows that it has run.</param>
/// <param name="Batches">Calls of the model.</param>
/// <param name="RunTimeUs">How long the model took for them, in microseconds; runs beside each other count each.</param>
public readonly record struct ReplicaLoadReport(long Number, int OngoingRows, int QueuedRows, long Rows, long Batches, long RunTimeUs);

/// <summary>What a process has used. All 0 where it did not tell.</summary>
/// <param name="CpuMs">Time on processors since its start, in milliseconds.</param>
/// <param name="MemoryBytes">What it has in memory now.</param>
public readonly record struct ProcessReport(long CpuMs, long MemoryBytes);

/// <summary>The rows of one way in.</summary>
/// <param name="Lane"><c>kafka</c>, <c>http</c> or <c>handle</c>.</param>
/// <param name="QueuedRows">Rows that wait for a replica.</param>
/// <param name="OngoingRows">Rows at replicas.</param>
public readonly record struct LaneReport(string Lane, int QueuedRows, int OngoingRows);
