namespace ActorServe.Replica.Inference;

/// <summary>The end of a model's use by one replica.</summary>
internal static class AcquiredModel
{
    /// <summary>Gives back what was acquired, as soon as it is, and nothing where it never will be. Does not throw.</summary>
    /// <param name="acquiring">Its failure was told by whoever asked for the model.</param>
    /// <param name="failed">Hears of a model that could not be given back.</param>
    public static async Task GiveBackAsync(Task<IModelLease> acquiring, Action<Exception> failed)
    {
        await ((Task)acquiring).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!acquiring.IsCompletedSuccessfully) return;

        try
        {
            await (await acquiring.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The replica is gone: there is nobody left to fail.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            failed(failure);
        }
    }
}
