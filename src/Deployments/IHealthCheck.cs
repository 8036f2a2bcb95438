namespace ActorServe.Deployments;

/// <summary>
/// A deployment that says itself whether it is well: a class implements this beside <see cref="IDeployment"/> where it wants to.
/// </summary>
/// <remarks>
/// It is asked each <c>health_check_period_s</c>, on a thread of its own beside the calls under way, and one time after the other. A check
/// that throws, or takes longer than <c>health_check_timeout_s</c>, has failed; after three failures in a row the replica is stopped and
/// another is started.
/// </remarks>
public interface IHealthCheck
{
    /// <summary>Returns where the deployment is well, and throws where it is not; operators read the message.</summary>
    /// <param name="cancellation">Cancelled when the time to answer is over.</param>
    ValueTask CheckHealthAsync(CancellationToken cancellation);
}
