using System.Collections.Immutable;
using System.Runtime.InteropServices;
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

    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One for being in use, and one for each run.
    private int _uses = 1;

    /// <inheritdoc/>
    public ModelVersion Version { get; } = version;

    /// <inheritdoc/>
    public int DefaultConcurrentBatches => ConcurrentBatches;

    /// <inheritdoc/>
    public bool IsSynchronous => false;

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<RowEntry>> RunAsync(ImmutableArray<InferRow> rows, CancellationToken cancellation)
    {
        if (!TryUse()) return new([.. rows.Select((_, i) => RowEntry.Failed(i, FailureKind.ModelError, "The deployment has ended."))]);

        var entries = new RowEntry[rows.Length];
        Task<DeploymentResult>?[]? pending = null;
        for (var i = 0; i < entries.Length; i++)
        {
            if (TryCall(rows[i], i, entries, cancellation) is { } call) (pending ??= new Task<DeploymentResult>?[entries.Length])[i] = call;
        }

        if (pending is not null) return AwaitAsync(pending, entries, cancellation);
        GiveBack();
        return new(ImmutableCollectionsMarshal.AsImmutableArray(entries));
    }

    /// <summary>Ends the deployment after its last run.</summary>
    public async ValueTask DisposeAsync()
    {
        GiveBack();
        await _idle.Task.ConfigureAwait(false);
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
    private Task<DeploymentResult>? TryCall(InferRow row, int index, RowEntry[] entries, CancellationToken cancellation)
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

    private async ValueTask<ImmutableArray<RowEntry>> AwaitAsync(
        Task<DeploymentResult>?[] pending, RowEntry[] entries, CancellationToken cancellation)
    {
        for (var i = 0; i < pending.Length; i++)
        {
            if (pending[i] is not { } call) continue;
            try
            {
                entries[i] = RowConversion.ToEntry(i, await call.ConfigureAwait(false));
            }
#pragma warning disable CA1031 // What a deployment throws fails its own row.
            catch (Exception cause)
#pragma warning restore CA1031
            {
                entries[i] = Fail(i, cause, cancellation);
            }
        }

        GiveBack();
        return ImmutableCollectionsMarshal.AsImmutableArray(entries);
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

    private bool TryUse()
    {
        var uses = Volatile.Read(ref _uses);
        while (uses > 0)
        {
            var seen = Interlocked.CompareExchange(ref _uses, uses + 1, uses);
            if (seen == uses) return true;
            uses = seen;
        }

        return false;
    }

    private void GiveBack()
    {
        if (Interlocked.Decrement(ref _uses) == 0) _idle.SetResult();
    }
}
