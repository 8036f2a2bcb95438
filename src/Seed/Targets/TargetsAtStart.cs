using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ActorServe.Seed.Targets;

/// <summary>What a seed's own disk says of targets. Read before anything is started, so that a host whose file is broken does not start.</summary>
internal sealed class TargetsAtStart(IOptions<SeedOptions> options) : IHostedLifecycleService
{
    /// <summary>The file in the state folder; null without one.</summary>
    public TargetsFile? File { get; } = options.Value.StateFolder is { } folder ? new TargetsFile(folder) : null;

    /// <summary>What was kept in it.</summary>
    public ServeTargets Kept { get; private set; } = ServeTargets.None;

    /// <summary>What the start file says; null where there is none, or it is of no use because targets were kept.</summary>
    public ServeConfig? StartFile { get; private set; }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Kept = File?.Read() ?? ServeTargets.None;
        if (Kept.Version == 0 && options.Value.StartFile is { } path) StartFile = ReadStartFile(path);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Its relative paths are below each replica node's model root, as those of a file that is deployed.
    private static ServeConfig ReadStartFile(string path)
    {
        var read = ApplicationFileReader.Parse(System.IO.File.ReadAllText(path), baseDirectory: null);
        return read.Config ?? throw new InvalidDataException($"{path}: {string.Join("; ", read.Problems)}");
    }
}
