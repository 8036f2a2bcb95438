using ActorServe.Cli.Terminals;
using ActorServe.Cli.Timing;
using ActorServe.Gateway;
using ActorServe.Shared.Protocol;
using Akka.Actor;

namespace ActorServe.Cli.Serving;

/// <summary>Follows what a host does, and tells it line by line.</summary>
internal sealed class ServeWatch(ServeHost host, Terminal terminal)
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(250);

    // The gateway's numbers are made anew each second: over less than a few seconds a rate would jump.
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan LongestRebalance = TimeSpan.FromSeconds(15);

    private readonly long _start = terminal.Time.GetTimestamp();
    private readonly Queue<(TimeSpan At, IReadOnlyList<FlowReading> Readings)> _past = new();

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
            if (readiness.IsReady) break;

            foreach (var wait in readiness.Waits.Where(told.Add)) terminal.WriteLine(wait);
            await Task.Delay(Often, terminal.Time, stopping);
        }

        await ReadAsync();
    }

    /// <summary>
    /// Waits until partitions are assigned to this process, which other members of the group may have, and so not for ever.
    /// </summary>
    public async Task WaitUntilReadingAsync(CancellationToken stopping)
    {
        var deadline = new Deadline(terminal.Time, LongestRebalance);
        while (!deadline.IsOver && !(await host.GetFlowAsync()).Pipelines.All(p => p.Partitions.Length > 0))
            await Task.Delay(Often, terminal.Time, stopping);
    }

    /// <summary>Reads where everything is now; nothing where the machine is too busy to say.</summary>
    public async Task<IReadOnlyList<FlowReading>> ReadAsync()
    {
        try
        {
            return Read(await host.GetStatusAsync(), await host.GetFlowAsync());
        }
        catch (AskTimeoutException)
        {
            // Serving goes on: it is only not told of.
            return [];
        }
    }

    private IReadOnlyList<FlowReading> Read(ServeStatus status, GatewayStatus flow)
    {
        var now = terminal.Time.GetElapsedTime(_start);
        while (_past.Count > 1 && now - _past.Peek().At > RateWindow) _past.Dequeue();
        var (at, before) = _past.Count > 0 ? _past.Peek() : (now, []);
        var readings = FlowReading.Of(status, flow, before, now - at);
        _past.Enqueue((now, readings));
        return readings;
    }
}
