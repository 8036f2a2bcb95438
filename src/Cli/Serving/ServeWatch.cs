using System.Diagnostics;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.Serving;

/// <summary>Follows what a host does, and tells it line by line.</summary>
internal sealed class ServeWatch(ServeHost host, Terminal terminal)
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _since = Stopwatch.StartNew();

    /// <summary>The last readings.</summary>
    public IReadOnlyList<FlowReading> Readings { get; private set; } = [];

    /// <summary>Waits until all applications serve, and tells what they wait for.</summary>
    /// <exception cref="CommandFailedException">One cannot serve as its file, its model or its topics are.</exception>
    public async Task WaitUntilReadyAsync(CancellationToken stopping)
    {
        var told = new HashSet<string>();
        while (true)
        {
            var readiness = Readiness.Of(await host.GetStatusAsync(), await host.GetFlowAsync());
            foreach (var failure in readiness.Failures) terminal.WriteError($"error: {failure}");
            if (!readiness.Failures.IsEmpty) throw new CommandFailedException("not every application can be served as it is");
            if (readiness.IsReady) return;

            foreach (var wait in readiness.Waits.Where(told.Add)) terminal.WriteLine(wait);
            await Task.Delay(Often, stopping);
        }
    }

    /// <summary>Reads where everything is now.</summary>
    public async Task<IReadOnlyList<FlowReading>> ReadAsync()
    {
        var (status, flow) = (await host.GetStatusAsync(), await host.GetFlowAsync());
        Readings = FlowReading.Of(status, flow, Readings, _since.Elapsed);
        _since.Restart();
        return Readings;
    }
}
