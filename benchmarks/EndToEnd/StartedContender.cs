using ActorServe.TestSupport.Processes;
using ActorServe.TestSupport.Serving;

namespace ActorServe.EndToEnd;

/// <summary>The processes of one contender, as one.</summary>
internal sealed class StartedContender : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);
    private readonly ServeProcess[] _processes;
    private readonly IAsyncDisposable _owner;

    public StartedContender(ServeProcess process) => (_processes, _owner) = ([process], process);

    /// <summary>A cluster, to be ended as one would: gateways first, the seed last.</summary>
    public StartedContender(ServedCluster cluster) =>
        (_processes, _owner) = ([.. cluster.Gateways.Concat(cluster.Replicas).Concat(cluster.Seeds).Select(node => node.Process)], cluster);

    /// <summary>Their ids.</summary>
    public IReadOnlyList<int> ProcessIds => [.. _processes.Select(process => process.Id)];

    /// <summary>CPU time of all of them so far.</summary>
    public TimeSpan CpuTime => _processes.Aggregate(TimeSpan.Zero, (sum, process) => sum + process.CpuTime);

    /// <summary>The sum of their largest resident sets, in bytes.</summary>
    public long PeakMemory => _processes.Sum(process => process.PeakMemory());

    /// <summary>What they printed.</summary>
    public string Output => string.Join('\n', _processes.Select(process => process.Output));

    /// <summary>Fails where one has ended.</summary>
    public void ThrowIfEnded()
    {
        if (_processes.FirstOrDefault(process => process.HasExited) is { } ended)
            throw new InvalidOperationException($"ended with {ended.ExitCode}:\n{ended.Output}");
    }

    /// <summary>SIGTERM, one after another.</summary>
    public async Task TerminateAsync()
    {
        foreach (var process in _processes) await process.TerminateAsync(_patience);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _owner.DisposeAsync();
}
