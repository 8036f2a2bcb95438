using ActorServe.Replica.Inference;

namespace ActorServe.Replica.Code;

/// <summary>The one use of a C# deployment: disposing it ends the instance after its last run, and lets its assembly go.</summary>
internal sealed class CodeModelLease(CodeModel model, DeploymentLoadContext? context) : IModelLease
{
    /// <inheritdoc/>
    public IModel Model => model;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await model.DisposeAsync().ConfigureAwait(false);
        context?.Unload();
    }
}
