using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;

namespace ActorServe.Replica.Serving;

/// <summary>One <see cref="InferProtocol.InferBatch"/> of which rows are ongoing: whom to answer, and by which number.</summary>
internal sealed class OngoingBatch(IActorRef caller, long batchId)
{
    /// <summary>Who sent it and is answered.</summary>
    public IActorRef Caller { get; } = caller;

    /// <summary>The caller's own number for it.</summary>
    public long BatchId { get; } = batchId;
}

/// <summary>A row that a replica took in and has not answered.</summary>
/// <param name="Row">The row.</param>
/// <param name="Batch">The batch that it came with.</param>
/// <param name="Index">Its index there.</param>
/// <param name="Deadline">When nobody waits for its answer any more, by the replica's clock.</param>
internal readonly record struct AdmittedRow(InferRow Row, OngoingBatch Batch, int Index, TimeSpan Deadline)
{
    /// <summary>Whether it comes from Kafka, and so can wait there.</summary>
    public bool IsRecord => Row.Source.Partition >= 0;
}

/// <summary>What becomes of the rows of one batch: each is in exactly one of the two.</summary>
/// <param name="Accepted">Rows that run.</param>
/// <param name="Rejected">The answer to the others; null where there are none.</param>
internal readonly record struct Admission(IReadOnlyList<AdmittedRow> Accepted, InferProtocol.BatchReply? Rejected);

/// <summary>A reply and whom it goes to.</summary>
internal readonly record struct AddressedReply(IActorRef Caller, InferProtocol.BatchReply Reply);
