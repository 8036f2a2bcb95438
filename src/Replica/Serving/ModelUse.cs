using ActorServe.Replica.Inference;
using Akka.Event;

namespace ActorServe.Replica.Serving;

/// <summary>
/// One replica's use of its model: from when it asks for it until it gives it back, and whether the model says that it is well.
/// </summary>
internal sealed class ModelUse(ReplicaSetup setup, ILoggingAdapter log) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task<IModelLease>? _acquiring;
    private bool _isChecking;
    private bool _isUnwell;

    /// <summary>Cancelled when the use ends.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Asks for the model, once.</summary>
    public Task<IModelLease> AcquireAsync() => _acquiring = setup.Models.AcquireAsync(setup.Config, _stopping.Token);

    /// <summary>
    /// Asks the model whether it is well; <see cref="Checked"/> must follow. Null while it is asked already: one at a time, and an asker
    /// that hears nothing knows enough.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="timeout">When the check is cancelled; null or 0 is as the replica was started with.</param>
    public Task<string?>? Check(IModel model, TimeSpan? timeout)
    {
        if (_isChecking) return null;

        _isChecking = true;
        return HealthCheckRun.AskAsync(model, timeout is { Ticks: > 0 } asked ? asked : setup.Config.HealthCheckTimeout, setup.Time);
    }

    /// <summary>A check is over; <paramref name="error"/> is null where the model is well.</summary>
    public void Checked(string? error)
    {
        _isChecking = false;
        if (error is not null) setup.Metrics.CheckFailed();

        // Once: a check each few seconds would fill the log with the same.
        if (error is not null && !_isUnwell) log.Warning("{0} is not well: {1}", setup.Id, error);
        _isUnwell = error is not null;
    }

    /// <summary>Gives back what was acquired, whether it is loaded, still loads or never will be. Does not throw.</summary>
    public async ValueTask DisposeAsync()
    {
        // Not waited for: it calls what deployments registered, which may never return.
        var cancelled = CancelAsync();

        // Not after the model, which a run that never returns keeps for ever, and would keep the threads beside its own.
        var ended = setup.Ended();
        if (_acquiring is not null) await AcquiredModel.GiveBackAsync(_acquiring, Failed).ConfigureAwait(false);
        await ended.ConfigureAwait(false);
        await cancelled.ConfigureAwait(false);
        _stopping.Dispose();

        void Failed(Exception failure) => log.Error(failure, "{0}: its model could not be given back", setup.Id);
    }

    private async Task CancelAsync()
    {
        try
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The replica is gone: there is nobody left to fail.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.Error(fault, "{0}: what is called when it ends threw", setup.Id);
        }
    }
}
