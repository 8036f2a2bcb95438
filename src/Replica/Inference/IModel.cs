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

    /// <summary>Rows that it can make use of in one batch, at most.</summary>
    int MostRows { get; }

    /// <summary>
    /// Whether every run is over when <see cref="RunAsync"/> returns. Such a run is bounded by its thread, so that the next may wait for
    /// one before the last has ended.
    /// </summary>
    bool IsSynchronous { get; }

    /// <summary>
    /// Runs the rows as one batch, on the calling inference thread as far as it is synchronous. Writes one entry a row, completed or
    /// failed, at the row's place; what it leaves as it was counts as failed. Never throws for what a row or the model did: such a row
    /// fails alone.
    /// </summary>
    /// <param name="rows">The rows. The memory is not used again after the run.</param>
    /// <param name="entries">As many default entries as there are rows.</param>
    /// <param name="cancellation">Cancelled when the time of the run is over: nobody reads the entries then.</param>
    ValueTask RunAsync(ReadOnlyMemory<InferRow> rows, Memory<RowEntry> entries, CancellationToken cancellation);

    /// <summary>Throws where the model says that it is not well. One that has no say is well as long as its replica answers.</summary>
    ValueTask CheckHealthAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
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
