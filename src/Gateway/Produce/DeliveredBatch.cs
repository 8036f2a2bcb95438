using System.Collections.Immutable;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Produce;

/// <summary>Rows whose outputs the broker has acknowledged, or that have none.</summary>
/// <param name="Finished">The watermark may pass these.</param>
/// <param name="Halted">Each of these stops its partition.</param>
internal sealed record DeliveredBatch(ImmutableArray<RowSource> Finished, ImmutableArray<HaltedRow> Halted);

/// <summary>A row that stops its partition.</summary>
internal readonly record struct HaltedRow(RowSource Source, string Reason);
