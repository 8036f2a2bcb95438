using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ActorServe.Replica.Inference;
using ActorServe.Shared.Protocol;

namespace ActorServe.Replica.Tests.Inference;

/// <summary>Calls of a model as tests make them: rows in, entries out.</summary>
internal static class ModelCalls
{
    public static async ValueTask<ImmutableArray<RowEntry>> RunAsync(
        this IModel model, ImmutableArray<InferRow> rows, CancellationToken cancellation)
    {
        var entries = new RowEntry[rows.Length];
        await model.RunAsync(rows.AsMemory(), entries, cancellation);
        return ImmutableCollectionsMarshal.AsImmutableArray(entries);
    }
}
