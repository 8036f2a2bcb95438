using ActorServe.TestSupport.Kafka;

namespace ActorServe.EndToEnd.Measuring;

/// <summary>One contender's way through a backlog.</summary>
/// <param name="RecordsPerSecond">Results acknowledged in the output topic, from 15 % of the backlog, and 10 s after the first, to its end.</param>
/// <param name="CpuMicroseconds">CPU time of its processes for each record in that stretch.</param>
/// <param name="BrokerCpuMicroseconds">The same for the broker.</param>
/// <param name="PeakMemory">The largest resident sets of its processes, in bytes.</param>
internal sealed record ThroughputResult(double RecordsPerSecond, double CpuMicroseconds, double BrokerCpuMicroseconds, long PeakMemory);

/// <summary>Runs a contender against a full input topic and watches its output topic fill up.</summary>
internal static class Throughput
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    // A process that just began spends a third of its time on compiling what it runs; a cluster is three of them.
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(10);

    public static async Task<ThroughputResult> MeasureAsync(Contender contender, Scenario scenario, KafkaBroker broker, string input, string output)
    {
        var kafka = broker.BootstrapServers;
        await new TestTopics(kafka).CreateAsync(Scenario.Partitions, output);
        using var watch = new OutputWatch(kafka, output);
        await using var process = contender.Start(scenario, kafka, input, output);
        var result = await BetweenAsync(watch, process, scenario.Records * 15L / 100, scenario.Records, broker);
        await process.TerminateAsync();
        return result;
    }

    /// <summary>What happens between two numbers of results, once the processes are warm.</summary>
    public static async Task<ThroughputResult> BetweenAsync(OutputWatch watch, StartedContender process, long from, long to, KafkaBroker broker)
    {
        await UntilAsync(watch, process, 1, broker);
        await Task.Delay(_warmUp);
        var start = await UntilAsync(watch, process, from, broker);
        if (start.Count >= to) throw new InvalidOperationException($"{start.Count} records were through before the processes were warm: take a larger --scale");
        var end = await UntilAsync(watch, process, to, broker);
        var records = end.Count - start.Count;
        return new ThroughputResult(
            records / TimeProvider.System.GetElapsedTime(start.Time, end.Time).TotalSeconds,
            (end.Cpu - start.Cpu).TotalMicroseconds / records,
            (end.BrokerCpu - start.BrokerCpu).TotalMicroseconds / records,
            process.PeakMemory);
    }

    private static async Task<(long Count, long Time, TimeSpan Cpu, TimeSpan BrokerCpu)> UntilAsync(
        OutputWatch watch, StartedContender process, long records, KafkaBroker broker)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var count = watch.Count();
            var now = TimeProvider.System.GetTimestamp();
            if (count >= records) return (count, now, process.CpuTime, CpuOf(broker));
            process.ThrowIfEnded();
            if (TimeProvider.System.GetElapsedTime(began, now) > _patience) throw new TimeoutException($"{count} of {records}:\n{process.Output}");
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
