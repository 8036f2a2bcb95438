using System.Collections.Immutable;
using ActorServe.Shared.Protocol;
using Akka.Actor;

namespace ActorServe.Routing;

/// <summary>What a process asks of its router of a deployment. These messages never leave the process.</summary>
public static class RouterProtocol
{
    /// <summary>The router brings each row to a replica and its outcome to the sink, exactly once. What a lane has no room for fails as overload.</summary>
    public sealed record Submit(Lane Lane, ImmutableArray<InferRow> Rows, IRowSink Sink) : INoSerializationVerificationNeeded;

    /// <summary>The sink wants the rows of these assignments back that no replica holds; what a replica holds is settled as usual.</summary>
    public sealed record Withdraw(IRowSink Sink, ImmutableArray<PartitionEpoch> Assignments) : INoSerializationVerificationNeeded;

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
public sealed record RouterStatus(int QueuedRows, int OngoingRows, int Replicas) : INoSerializationVerificationNeeded;
