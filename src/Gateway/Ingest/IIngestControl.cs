using System.Collections.Immutable;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Ingest;

/// <summary>How the rest of the pipeline reaches the thread that owns the consumer. Calls are queued in order and never block.</summary>
internal interface IIngestControl
{
    /// <summary>These rows are done: their outputs are acknowledged, or there are none. The watermark may pass them.</summary>
    void Finish(ImmutableArray<RowSource> rows);

    /// <summary>These rows came back unfinished after a <c>Withdraw</c>. The watermark never passes them.</summary>
    void Withdrawn(ImmutableArray<RowSource> rows);

    /// <summary>This row failed for good and the application stops at such rows: its partition halts before it.</summary>
    void Halt(RowSource row, string reason);
}
