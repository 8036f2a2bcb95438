using ActorServe.TestSupport.Kafka;

namespace ActorServe.EndToEnd.Measuring;

/// <summary>One contender's way through a backlog.</summary>
/// <param name="RecordsPerSecond">Results acknowledged in the output topic, for 20 s from 30 s after the first, or to the backlog's end
/// where that is sooner.</param>
/// <param name="CpuMicroseconds">CPU time of its processes for each record in that stretch.</param>
/// <param name="BrokerCpuMicroseconds">The same for the broker.</param>
/// <param name="PeakMemory">The largest resident sets of its processes, in bytes.</param>
internal sealed record ThroughputResult(double RecordsPerSecond, double CpuMicroseconds, double BrokerCpuMicroseconds, long PeakMemory);

/// <summary>Runs a contender against a full input topic and watches its output topic fill up.</summary>
internal static class Throughput
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    // A process that just began spends a third of its time on compiling what it runs, one of three in a cluster still a tenth after 20 s:
    // slow records are many seconds of little code each.
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan _window = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(5);

    public static async Task<ThroughputResult> MeasureAsync(
        Contender contender, Scenario scenario, KafkaBroker broker, string input, string output)
    {
        var kafka = broker.BootstrapServers;
        await new TestTopics(kafka).CreateAsync(Scenario.Partitions, output);
        using var watch = new OutputWatch(kafka, output, Scenario.Partitions);
        await using var process = contender.Start(scenario, kafka, input, output);
        var result = await InSteadyStateAsync(watch, process, scenario.Records, broker);
        await process.TerminateAsync();
        return result;
    }

    /// <summary>What happens in a window of time once the processes are warm.</summary>
    /// <param name="watch">Counts the results.</param>
    /// <param name="process">Whose results.</param>
    /// <param name="records">Results to be had in all; what is left of them when the processes are warm must last a few seconds.</param>
    /// <param name="broker">Its CPU is measured, too.</param>
    public static async Task<ThroughputResult> InSteadyStateAsync(
        OutputWatch watch, StartedContender process, long records, KafkaBroker broker)
    {
        var first = await UntilAsync(watch, process, 1, _patience, broker);
        if (first.Count == 0) throw new TimeoutException($"no result in {_patience}:\n{process.Output}");
        await Task.Delay(_warmUp);
        var start = await UntilAsync(watch, process, 1, _window, broker);
        var end = await UntilAsync(watch, process, records, _window, broker);
        var seconds = TimeProvider.System.GetElapsedTime(start.Time, end.Time).TotalSeconds;
        if (end.Count >= records && seconds < _shortest.TotalSeconds)
        {
            throw new InvalidOperationException(
                $"all but {records - start.Count} of {records} were through before the processes were warm: take a larger --scale");
        }

        var counted = end.Count - start.Count;
        return new ThroughputResult(
            counted / seconds,
            (end.Cpu - start.Cpu).TotalMicroseconds / counted,
            (end.BrokerCpu - start.BrokerCpu).TotalMicroseconds / counted,
            process.PeakMemory);
    }

    /// <summary>What there is when so many results are there, or so much time has passed.</summary>
    private static async Task<(long Count, long Time, TimeSpan Cpu, TimeSpan BrokerCpu)> UntilAsync(
        OutputWatch watch, StartedContender process, long records, TimeSpan atMost, KafkaBroker broker)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var count = watch.Count();
            var now = TimeProvider.System.GetTimestamp();
            if (count >= records || TimeProvider.System.GetElapsedTime(began, now) > atMost)
                return (count, now, process.CpuTime, CpuOf(broker));
            process.ThrowIfEnded();
            await Task.Delay(25);
        }
    }

    private static TimeSpan CpuOf(KafkaBroker broker)
    {
        if (!broker.IsOurs) return TimeSpan.Zero;
        using var process = System.Diagnostics.Process.GetProcessById(broker.ProcessId);
        return process.TotalProcessorTime;
    }
}
