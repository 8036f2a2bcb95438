using System.Collections.Immutable;
using ActorServe.Routing;

namespace ActorServe.Gateway.Dispatch;

/// <summary>
/// How the thread that owns the consumer reaches Dispatch beside the stream, where nothing can stand in the way. Never blocks.
/// </summary>
internal interface IDispatchControl
{
    /// <summary>
    /// Dispatch takes back the rows of these assignments that are unsent or backing off, and those that the stream still brings, and
    /// returns them by <see cref="Ingest.IIngestControl.Withdrawn"/>. Rows at a replica go on to their end.
    /// </summary>
    void Withdraw(ImmutableArray<PartitionEpoch> assignments);
}
