using ActorServe.EndToEnd.Measuring;
using ActorServe.TestSupport.Kafka;

namespace ActorServe.EndToEnd;

/// <summary>All contenders through all scenarios, alternating, against one broker; prints a table of ratios.</summary>
internal static class Comparison
{
    public static async Task<int> RunAsync(ComparisonOptions options)
    {
        await using var broker = await KafkaBroker.TryStartAsync();
        if (broker is null)
        {
            await Console.Error.WriteLineAsync(KafkaBroker.Missing);
            return 1;
        }

        var models = BenchmarkModels.Collect(options.Models);
        var scenarios = Scenario.All(models, options.Scale, out var missing);
        foreach (var name in missing) Console.WriteLine($"skipped {name}: its model is not there (--models DIR)");
        Console.WriteLine(Report.Header);
        foreach (var scenario in scenarios.Where(s => options.Scenarios.Contains(s.Name))) await CompareAsync(scenario, options, broker);
        if (options.Scenarios.Contains("scaling")) await Scaling.RunAsync(scenarios[0].ModelRoot, options.Rounds, broker);
        if (options.Scenarios.Contains("telemetry")) await TelemetryCost.RunAsync(scenarios[0], options.Rounds, broker);
        if (options.Scenarios.Contains("latency")) await CompareLatencyAsync(scenarios[0], options, broker);
        return 0;
    }

    private static async Task CompareAsync(Scenario scenario, ComparisonOptions options, KafkaBroker broker)
    {
        var topics = new TestTopics(broker.BootstrapServers);
        var input = $"{scenario.Name}-in-{Guid.NewGuid():N}";
        await topics.CreateAsync(Scenario.Partitions, input);
        topics.Fill(input, Scenario.Partitions, scenario.Records, BenchmarkModels.Values(scenario));
        var results = new Dictionary<Contender, List<ThroughputResult>>();
        for (var round = 0; round < options.Rounds; round++)
        {
            // Every other round runs backwards, so that nobody always follows the same neighbour.
            var order = round % 2 == 0 ? options.Contenders : options.Contenders.Reverse();
            foreach (var contender in order)
            {
                var output = $"{scenario.Name}-out-{contender}-{Guid.NewGuid():N}".ToLowerInvariant();
                var result = await Throughput.MeasureAsync(contender, scenario, broker, input, output);
                await Console.Error.WriteLineAsync($"# {scenario.Name} {contender}: {result}");
                if (!results.TryGetValue(contender, out var list)) results[contender] = list = [];
                list.Add(result);
            }
        }

        Console.WriteLine(Report.Throughput(scenario, results));
    }

    private static async Task CompareLatencyAsync(Scenario echo, ComparisonOptions options, KafkaBroker broker)
    {
        var results = new Dictionary<Contender, List<LatencyResult>>();
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var contender in options.Contenders)
            {
                var id = Guid.NewGuid().ToString("N");
                var result = await Latency.MeasureAsync(
                    contender, echo, broker.BootstrapServers, $"latency-in-{id}", $"latency-out-{id}", options.LatencySeconds);
                await Console.Error.WriteLineAsync($"# latency {contender}: {result}");
                if (!results.TryGetValue(contender, out var list)) results[contender] = list = [];
                list.Add(result);
            }
        }

        Console.WriteLine();
        Console.WriteLine(Report.Latency(results));
    }
}
