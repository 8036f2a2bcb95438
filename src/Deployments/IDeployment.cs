namespace ActorServe.Deployments;

/// <summary>A deployment written in C#: one call answers one record or request.</summary>
/// <remarks>
/// A class has a public constructor without parameters, or one that takes a <see cref="DeploymentContext"/>. Each replica has one
/// instance of it. It is called from as many threads at once as <c>max_concurrent_batches</c> says, one by default, with
/// <c>max_batch_size</c> calls under way in each, also one by default. A call may block its thread, and may await: an awaiting call needs
/// none. A record may be given again after a crash or the loss of a node, so calls should be repeatable. A class that is
/// <see cref="IAsyncDisposable"/> or <see cref="IDisposable"/> is disposed when its replica ends, after its last call.
/// </remarks>
public interface IDeployment
{
    /// <summary>Answers one record or request.</summary>
    /// <param name="request">The record, and where it comes from.</param>
    /// <param name="cancellation">Cancelled when nobody waits for the answer any more.</param>
    /// <returns>No output, one or several.</returns>
    /// <exception cref="BadInputException">The record can never be answered. It is not tried again.</exception>
    /// <exception cref="Exception">Anything else is a failure of the deployment, and the record is tried again.</exception>
    ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation);
}
