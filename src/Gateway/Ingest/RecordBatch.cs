using System.Collections.Immutable;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Ingest;

/// <summary>
/// What was waiting when the stream asked: the stream's element, never a unit of work. May mix partitions; nothing waits for its other
/// rows.
/// </summary>
/// <param name="Rows">In the order of their partitions.</param>
internal sealed record RecordBatch(ImmutableArray<InferRow> Rows);
