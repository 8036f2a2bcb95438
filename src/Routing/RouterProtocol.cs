using System.Collections.Immutable;
using ActorServe.Shared.Protocol;
using Akka.Actor;

namespace ActorServe.Routing;

/// <summary>What a process asks of its router of a deployment. These messages never leave the process.</summary>
public static class RouterProtocol
{
    /// <summary>
    /// The router brings each row to a replica and its outcome to the sink, exactly once. What a lane has no room for fails as overload.
    /// </summary>
    public sealed record Submit(Lane Lane, ImmutableArray<InferRow> Rows, IRowSink Sink) : INoSerializationVerificationNeeded
    {
        /// <summary>
        /// Whether a row that a replica may have started is never sent to a second one: when its replica is lost it fails as overload
        /// instead, with a message that says so. For requests to a C# deployment, which may have effects. A row that was rejected was not
        /// started, and goes elsewhere in any case.
        /// </summary>
        /// <value>The default is false: models are pure, and records may run twice.</value>
        public bool RunsAtMostOnce { get; init; }

        /// <summary>
        /// Rows that may wait in the lane, instead of its own bound in rows, where the sender has one (<c>max_queued_requests</c>).
        /// </summary>
        public int? MaxQueuedRows { get; init; }
    }

    /// <summary>
    /// The sink wants the rows of these assignments back that no replica holds; what a replica holds is settled as usual.
    /// </summary>
    public sealed record Withdraw(IRowSink Sink, ImmutableArray<PartitionEpoch> Assignments) : INoSerializationVerificationNeeded;

    /// <summary>
    /// Whoever waited for this row has gone away. Where no replica holds it, it goes back to its sink at once, as
    /// <see cref="IRowSink.Withdrawn"/>. What a replica holds is left to it: it is settled as usual, or goes back to the sink where the
    /// replica rejects it or is lost. A row that has had its outcome is ignored, so that nobody needs to know which came first.
    /// </summary>
    /// <param name="Sink">The sink that the row was submitted with.</param>
    /// <param name="Row">The row's <see cref="InferRow.Source"/>; unique among the rows of its sink.</param>
    public sealed record WithdrawRow(IRowSink Sink, RowSource Row) : INoSerializationVerificationNeeded;

    /// <summary>Answered with <see cref="RouterStatus"/>.</summary>
    public sealed record GetRouterStatus : INoSerializationVerificationNeeded
    {
        /// <summary>The only one there is.</summary>
        public static GetRouterStatus Instance { get; } = new();
    }
}

/// <summary>One assignment of a partition to this process.</summary>
public readonly record struct PartitionEpoch(int Partition, long Epoch);

/// <summary>A way in, with a bound and a weight of its own, so that a backlog in one cannot starve another.</summary>
public enum Lane : byte
{
    /// <summary>Records; bounded by the windows of their partitions.</summary>
    Kafka,

    /// <summary>Requests over HTTP.</summary>
    Http,

    /// <summary>Calls of other deployments.</summary>
    Handle,
}

/// <summary>A router's numbers now.</summary>
/// <param name="QueuedRows">Rows that wait, in all lanes.</param>
/// <param name="OngoingRows">Rows at replicas.</param>
/// <param name="Replicas">Replicas that take rows.</param>
public sealed record RouterStatus(int QueuedRows, int OngoingRows, int Replicas) : INoSerializationVerificationNeeded
{
    /// <summary>The rows of each lane; together they are those of the router.</summary>
    public ImmutableArray<LaneRows> Lanes { get; init; } = [];
}

/// <summary>A lane's numbers now.</summary>
/// <param name="Lane">Which one.</param>
/// <param name="QueuedRows">Rows that wait in it.</param>
/// <param name="OngoingRows">Rows at replicas that came in by it.</param>
public readonly record struct LaneRows(Lane Lane, int QueuedRows, int OngoingRows);
