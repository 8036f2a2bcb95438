using ActorServe.Shared.Configuration;
using ActorServe.Shared.Programs;
using ActorServe.Shared.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ActorServe.Seed.Targets;

/// <summary>
/// What a seed's own disk says of targets. Read before anything is started, so that a host whose file is broken does not start.
/// </summary>
internal sealed class TargetsAtStart(IOptions<SeedOptions> options) : IHostedLifecycleService
{
    /// <summary>The file in the state folder; null without one.</summary>
    public TargetsFile? File { get; } = options.Value.StateFolder is { } folder ? new TargetsFile(folder) : null;

    /// <summary>What was kept in it.</summary>
    public ServeTargets Kept { get; private set; } = ServeTargets.None;

    /// <summary>What the start file says; null where there is none, or it is of no use because targets were kept.</summary>
    public ServeConfig? StartFile { get; private set; }

    /// <summary>
    /// Reads both files, and tells what is wrong with the start file as with any setting. One that is of no use is not looked at.
    /// </summary>
    /// <exception cref="InvalidDataException">What was kept is torn or foreign; the message names the file.</exception>
    public IReadOnlyList<string> Read()
    {
        Kept = File?.Read() ?? ServeTargets.None;
        return Kept.Version == 0 && options.Value.StartFile is { } path ? ReadStartFile(path) : [];
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) =>
        Read() is { Count: > 0 } problems ? throw new InvalidDataException(string.Join("; ", problems)) : Task.CompletedTask;

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
    private IReadOnlyList<string> ReadStartFile(string path)
    {
        var setting = $"{NodeProgram.Section}:{nameof(SeedOptions.StartFile)} is '{path}'";
        try
        {
            var read = ApplicationFileReader.Parse(System.IO.File.ReadAllText(path), baseDirectory: null);
            StartFile = read.Config;
            return [.. read.Problems.Select(problem => $"{setting}, {problem}")];
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [$"{setting}, which cannot be read: {cause.Message} Expected an application file"];
        }
    }
}
