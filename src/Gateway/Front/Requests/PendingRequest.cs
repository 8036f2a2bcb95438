using System.Collections.Immutable;
using ActorServe.Routing;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Front.Requests;

/// <summary>One request that was let in, until it is answered: the sink of its row, and what it holds of the door's room.</summary>
internal sealed class PendingRequest(string id, RequestRoom room)
    : TaskCompletionSource<RowOutcome>(TaskCreationOptions.RunContinuationsAsynchronously), IRowSink, IDisposable
{
    private long _bytes;

    /// <summary>Its name.</summary>
    public string Id => id;

    /// <summary>Its span; null where its trace is not recorded.</summary>
    public TraceContext? Trace { get; init; }

    /// <summary>Takes room for more bytes of its body.</summary>
    public bool TryHold(long bytes)
    {
        if (!room.TryHold(bytes)) return false;

        _bytes += bytes;
        return true;
    }

    /// <summary>
    /// Has its answer take the place of its body, which nobody needs any more: one that is no larger always fits, so that what the model
    /// has done is not thrown away for bodies that came meanwhile.
    /// </summary>
    public bool TryHoldAnswer(long bytes) => bytes <= _bytes || TryHold(bytes - _bytes);

    /// <inheritdoc/>
    public void Settled(ImmutableArray<RowOutcome> outcomes) => TrySetResult(outcomes[0]);

    /// <inheritdoc/>
    public void Withdrawn(ImmutableArray<InferRow> rows) => TrySetCanceled();

    /// <summary>It was answered, or nobody waits any more.</summary>
    public void Dispose() => room.Leave(_bytes);
}
