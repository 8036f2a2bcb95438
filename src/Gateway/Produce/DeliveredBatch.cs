using System.Collections.Immutable;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Produce;

/// <summary>Rows whose outputs the broker has acknowledged, or that have none.</summary>
/// <param name="Finished">The watermark may pass these.</param>
/// <param name="Halted">Each of these stops its partition.</param>
internal sealed record DeliveredBatch(ImmutableArray<RowSource> Finished, ImmutableArray<HaltedRow> Halted);

/// <summary>A row that stops its partition.</summary>
internal readonly record struct HaltedRow(RowSource Source, string Reason)
{
    /// <summary>The row, with its place on the topic before the reason: whoever mends it must find it, or step past it.</summary>
    public static HaltedRow At(InferRow row, string reason) => new(row.Source, $"offset {row.Offset}: {reason}");
}
