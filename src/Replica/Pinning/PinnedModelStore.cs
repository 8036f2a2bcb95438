using ActorServe.Replica.Inference;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;

namespace ActorServe.Replica.Pinning;

/// <summary>Loads from another store, where the file on this node is the one that the deployment is pinned to.</summary>
internal sealed class PinnedModelStore(IModelStore store, ModelPins pins, ModelPin? pin) : IModelStore
{
    /// <inheritdoc/>
    public async Task<IModelLease> AcquireAsync(DeploymentConfig deployment, CancellationToken cancellation)
    {
        var located = await Task.Run(() => pins.Check(deployment, pin), cancellation).ConfigureAwait(false);
        return await store.AcquireAsync(located, cancellation).ConfigureAwait(false);
    }
}
