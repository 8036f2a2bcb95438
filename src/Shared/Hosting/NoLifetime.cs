using Microsoft.Extensions.Hosting;

namespace ActorServe.Shared.Hosting;

/// <summary>For a host inside of another's life: it listens to no signals and writes nothing, because whoever started it does.</summary>
public sealed class NoLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
