using System.Diagnostics;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;

namespace ActorServe.Replica.Serving;

/// <summary>
/// One <see cref="InferProtocol.InferBatch"/> of which rows are ongoing: whom to answer, by which number, and which rows.
/// </summary>
internal sealed class OngoingBatch(IActorRef caller, long batchId, int rows)
{
    private readonly bool[] _isOpen = new bool[rows];

    /// <summary>Who sent it and is answered.</summary>
    public IActorRef Caller { get; } = caller;

    /// <summary>The caller's own number for it.</summary>
    public long BatchId { get; } = batchId;

    /// <summary>Rows that were taken in and whose answers were not sent.</summary>
    public int OpenRows { get; private set; }

    /// <summary>What the caller is told of it when it asks.</summary>
    public HeldRows Held => new(BatchId, [.. Enumerable.Range(0, _isOpen.Length).Where(row => _isOpen[row])]);

    /// <summary>The row was taken in.</summary>
    public void Open(int row)
    {
        _isOpen[row] = true;
        OpenRows++;
    }

    /// <summary>The answers of these rows were sent.</summary>
    public void Close(InferProtocol.BatchReply reply)
    {
        foreach (var entry in reply.Entries)
        {
            if (!_isOpen[entry.Row]) continue;
            _isOpen[entry.Row] = false;
            OpenRows--;
        }
    }
}

/// <summary>A row that a replica took in and has not answered.</summary>
/// <param name="Row">The row.</param>
/// <param name="Batch">The batch that it came with.</param>
/// <param name="Index">Its index there.</param>
/// <param name="Deadline">When nobody waits for its answer any more, by the replica's clock.</param>
internal readonly record struct AdmittedRow(InferRow Row, OngoingBatch Batch, int Index, TimeSpan Deadline)
{
    /// <summary>Its span here; null where its trace is not recorded.</summary>
    public Activity? Span { get; init; }

    /// <summary>Whether it comes from Kafka, and so can wait there.</summary>
    public bool IsRecord => Row.Source.Partition >= 0;
}

/// <summary>What becomes of the rows of one batch: each is in exactly one of the two.</summary>
/// <param name="Accepted">Rows that run.</param>
/// <param name="Rejected">The answer to the others; null where there are none.</param>
internal readonly record struct Admission(IReadOnlyList<AdmittedRow> Accepted, InferProtocol.BatchReply? Rejected);

/// <summary>A reply and whom it goes to.</summary>
internal readonly record struct AddressedReply(IActorRef Caller, InferProtocol.BatchReply Reply);
