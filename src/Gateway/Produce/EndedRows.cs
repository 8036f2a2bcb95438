using System.Runtime.InteropServices;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Produce;

/// <summary>Rows that came to their end and that nobody was told of yet.</summary>
internal sealed class EndedRows
{
    private readonly List<RowSource> _finished = [];
    private readonly List<HaltedRow> _halted = [];

    /// <summary>How many there are.</summary>
    public int Count => _finished.Count + _halted.Count;

    /// <summary>The watermark may pass this one.</summary>
    public void Finish(RowSource row) => _finished.Add(row);

    /// <summary>This one stops its partition.</summary>
    public void Halt(InferRow row, string reason) => _halted.Add(HaltedRow.At(row, reason));

    /// <summary>Takes all of them.</summary>
    public DeliveredBatch Take()
    {
        var taken = new DeliveredBatch(ImmutableCollectionsMarshal.AsImmutableArray(_finished.ToArray()), [.. _halted]);
        _finished.Clear();
        _halted.Clear();
        return taken;
    }
}
