using ActorServe.Replica.Inference;

namespace ActorServe.Replica.Serving;

/// <summary>Asks a model whether it is well.</summary>
internal static class HealthCheckRun
{
    /// <summary>
    /// Null where it is well, else why it is not. Ends when the model does: one that is stuck has its replica say nothing.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="timeout">When the check is cancelled.</param>
    /// <param name="time">The clock.</param>
    public static async Task<string?> AskAsync(IModel model, TimeSpan timeout, TimeProvider time)
    {
        using var cancellation = new CancellationTokenSource(timeout, time);
        try
        {
            // A class may block its thread, which must not be the replica's.
            await Task.Run(() => model.CheckHealthAsync(cancellation.Token).AsTask(), CancellationToken.None).ConfigureAwait(false);
            return null;
        }
#pragma warning disable CA1031 // Whatever a check throws says that it failed.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            return $"its check threw {cause.GetType().Name}: {cause.Message}";
        }
    }
}
