using System.Collections.Immutable;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Replica.Inference;

/// <summary>What a replica runs: an ONNX model shared by the node's replicas, or a C# class of one replica.</summary>
internal interface IModel
{
    /// <summary>What results say that ran them.</summary>
    ModelVersion Version { get; }

    /// <summary>Runs that may go on at once where the application file does not say.</summary>
    int DefaultConcurrentBatches { get; }

    /// <summary>
    /// Whether every run is over when <see cref="RunAsync"/> returns. Such a run is bounded by its thread, so that the next may wait for
    /// one before the last has ended.
    /// </summary>
    bool IsSynchronous { get; }

    /// <summary>
    /// Runs the rows as one batch, on the calling inference thread as far as it is synchronous. Gives one entry a row, completed or failed,
    /// whose <see cref="RowEntry.Row"/> is the row's index here. Never throws for what a row or the model did: such a row fails alone.
    /// </summary>
    ValueTask<ImmutableArray<RowEntry>> RunAsync(ImmutableArray<InferRow> rows, CancellationToken cancellation);
}

/// <summary>A model in use. Disposing it gives the use back; the model itself ends with its last use, after its last run.</summary>
internal interface IModelLease : IAsyncDisposable
{
    /// <summary>The model, warmed up.</summary>
    IModel Model { get; }
}

/// <summary>Loads what a deployment names.</summary>
internal interface IModelStore
{
    /// <summary>Loads the model, or shares it where the node has it.</summary>
    /// <exception cref="ModelLoadException">It does not load; the message names file and reason.</exception>
    Task<IModelLease> AcquireAsync(Shared.Configuration.DeploymentConfig deployment, CancellationToken cancellation);
}

/// <summary>A model or class does not load. The message names it and the reason, and is shown to operators, never to clients.</summary>
internal sealed class ModelLoadException(string message, Exception? inner = null) : Exception(message, inner);
