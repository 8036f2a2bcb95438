using System.Globalization;
using ActorServe.EndToEnd.Loops;
using ActorServe.TestSupport.Kafka;

namespace ActorServe.EndToEnd.Measuring;

/// <summary>
/// What telemetry costs a busy path: echo, the cheapest record there is, through a cluster that measures nothing, through one as it is by default, and
/// through one that also traces one record in a hundred.
/// </summary>
internal static class TelemetryCost
{
    private static readonly (string Name, Dictionary<string, string> Environment)[] _variants =
    [
        ("nothing measured", new() { ["OTEL_SDK_DISABLED"] = "true" }),
        ("metrics", []),
        ("metrics, and traces of 1 %", new()
        {
            ["OTEL_TRACES_EXPORTER"] = "otlp",
            ["OTEL_TRACES_SAMPLER"] = "parentbased_traceidratio",
            ["OTEL_TRACES_SAMPLER_ARG"] = "0.01",
        }),
    ];

    /// <summary>Measures, and prints a table.</summary>
    public static async Task RunAsync(Scenario echo, int rounds, KafkaBroker broker)
    {
        var topics = new TestTopics(broker.BootstrapServers);
        var input = $"telemetry-in-{Guid.NewGuid():N}";
        await topics.CreateAsync(Scenario.Partitions, input);
        topics.Fill(input, Scenario.Partitions, echo.Records, BenchmarkModels.Values(echo));
        var results = _variants.ToDictionary(variant => variant.Name, _ => new List<ThroughputResult>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, environment) in round % 2 == 0 ? _variants : [.. _variants.Reverse()])
            {
                var result = await MeasureAsync(echo, environment, broker, input);
                await Console.Error.WriteLineAsync($"# telemetry, {name}: {result}");
                results[name].Add(result);
            }
        }

        Write(results);
    }

    private static async Task<ThroughputResult> MeasureAsync(Scenario echo, Dictionary<string, string> environment, KafkaBroker broker, string input)
    {
        var kafka = broker.BootstrapServers;
        var output = $"telemetry-out-{Guid.NewGuid():N}";
        await new TestTopics(kafka).CreateAsync(Scenario.Partitions, output);
        using var watch = new OutputWatch(kafka, output, Scenario.Partitions);
        var application = Contenders.ApplicationText(echo, new LoopArguments(kafka, input, output, $"group-{output}", echo.Model));
        await using var cluster = Contenders.StartCluster(echo.ModelRoot, kafka, application, environment: environment);
        var result = await Throughput.InSteadyStateAsync(watch, cluster, echo.Records, broker);
        await cluster.TerminateAsync();
        return result;
    }

    private static void Write(Dictionary<string, List<ThroughputResult>> results)
    {
        Console.WriteLine();
        Console.WriteLine("| echo in a cluster | records/s | of nothing measured | CPU µs a record | of nothing measured |");
        Console.WriteLine("|---|---|---|---|---|");
        var (rates, cpu) = (Medians(result => result.RecordsPerSecond), Medians(result => result.CpuMicroseconds));
        for (var i = 0; i < rates.Count; i++)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {_variants[i].Name} | {rates[i]:N0} | {rates[i] / rates[0]:N3} | {cpu[i]:N2} | {cpu[i] / cpu[0]:N3} |"));
        }

        List<double> Medians(Func<ThroughputResult, double> of) =>
            [.. _variants.Select(variant => results[variant.Name].Select(of).Order().ElementAt(results[variant.Name].Count / 2))];
    }
}
