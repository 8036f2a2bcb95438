using ActorServe.Deployments;
using ActorServe.Replica.Inference;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Replica.Code;

/// <summary>A C# deployment as a model: one call a row. The calls of a batch are all under way together, as far as they await.</summary>
internal sealed class CodeModel(IDeployment deployment, ModelVersion version, FailureLog failures) : IModel, IAsyncDisposable
{
    /// <summary>Runs at once where the application file does not say: one, so that a class need not be safe for threads.</summary>
    public const int ConcurrentBatches = 1;

    private readonly RunGate _gate = new();

    /// <inheritdoc/>
    public ModelVersion Version { get; } = version;

    /// <inheritdoc/>
    public int DefaultConcurrentBatches => ConcurrentBatches;

    /// <inheritdoc/>
    public int MostRows => int.MaxValue;

    /// <inheritdoc/>
    public bool IsSynchronous => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(ReadOnlyMemory<InferRow> rows, Memory<RowEntry> entries, CancellationToken cancellation)
    {
        if (!_gate.TryEnter())
        {
            for (var i = 0; i < rows.Length; i++) entries.Span[i] = RowEntry.Failed(i, FailureKind.ModelError, "The deployment has ended.");
            return default;
        }

        Task<DeploymentResult>?[]? pending = null;
        for (var i = 0; i < rows.Length; i++)
        {
            if (TryCall(rows.Span[i], i, entries.Span, cancellation) is { } call)
                (pending ??= new Task<DeploymentResult>?[rows.Length])[i] = call;
        }

        if (pending is not null) return AwaitAsync(pending, entries, cancellation);
        _gate.Exit();
        return default;
    }

    /// <inheritdoc/>
    public async ValueTask CheckHealthAsync(CancellationToken cancellation)
    {
        if (deployment is not IHealthCheck check || !_gate.TryEnter()) return;
        try
        {
            await check.CheckHealthAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Ends the deployment after its last run.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.CloseAsync().ConfigureAwait(false);
        try
        {
            if (deployment is IAsyncDisposable later) await later.DisposeAsync().ConfigureAwait(false);
            else (deployment as IDisposable)?.Dispose();
        }
#pragma warning disable CA1031 // It has ended, however it took that.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            failures.Add(cause);
        }
    }

    // Gives the call where it goes on; else its entry is there.
    private Task<DeploymentResult>? TryCall(InferRow row, int index, Span<RowEntry> entries, CancellationToken cancellation)
    {
        if (row.Value is null)
        {
            entries[index] = RowEntry.Failed(index, FailureKind.BadInput, "The record has no value (a tombstone).");
            return null;
        }

        try
        {
            var call = deployment.InferAsync(RowConversion.ToRequest(row), cancellation);
            if (!call.IsCompletedSuccessfully) return call.AsTask();
            entries[index] = RowConversion.ToEntry(index, call.Result);
        }
#pragma warning disable CA1031 // What a deployment throws fails its own row.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            entries[index] = Fail(index, cause, cancellation);
        }

        return null;
    }

    private async ValueTask AwaitAsync(Task<DeploymentResult>?[] pending, Memory<RowEntry> entries, CancellationToken cancellation)
    {
        for (var i = 0; i < pending.Length; i++)
        {
            if (pending[i] is not { } call) continue;
            try
            {
                var result = await call.ConfigureAwait(false);
                entries.Span[i] = RowConversion.ToEntry(i, result);
            }
#pragma warning disable CA1031 // What a deployment throws fails its own row.
            catch (Exception cause)
#pragma warning restore CA1031
            {
                entries.Span[i] = Fail(i, cause, cancellation);
            }
        }

        _gate.Exit();
    }

    // Only a message that the deployment wrote for the sender goes there: any other may hold a path or a secret, and is for the log.
    private RowEntry Fail(int index, Exception cause, CancellationToken cancellation)
    {
        switch (cause)
        {
            case BadInputException bad:
                return RowEntry.Failed(index, FailureKind.BadInput, bad.Message);
            case OperationCanceledException when cancellation.IsCancellationRequested:
                return RowEntry.Failed(index, FailureKind.Timeout, "The run was cancelled.");
            default:
                failures.Add(cause);
                return RowEntry.Failed(index, FailureKind.ModelError, $"The deployment threw {cause.GetType().FullName}.");
        }
    }
}
