using System.Globalization;
using ActorServe.EchoDeployment;
using ActorServe.TestSupport.Kafka;

namespace ActorServe.EndToEnd.Measuring;

/// <summary>
/// One gateway and 1, 2, 4 and 8 replica nodes with a class that waits: each node can answer a known number of records a second and needs
/// next to no CPU for it, so that what is missing to it, and to a multiple of it, is what the cluster costs.
/// </summary>
internal static class Scaling
{
    private const int Concurrent = 16;
    private const int Seconds = 70;

    /// <summary>Measures, and prints a table.</summary>
    public static async Task RunAsync(string modelRoot, int rounds, KafkaBroker broker)
    {
        var ideal = Concurrent / Waiting.Wait.TotalSeconds;
        Console.WriteLine();
        Console.WriteLine("| replica nodes | records/s | of ideal | of linear |");
        Console.WriteLine("|---|---|---|---|");
        var single = 0.0;
        foreach (var replicas in (int[])[1, 2, 4, 8])
        {
            var rates = new List<double>();
            for (var round = 0; round < rounds; round++)
                rates.Add(await MeasureAsync(modelRoot, (int)(ideal * Seconds) * replicas, replicas, broker));
            var rate = rates.Order().ElementAt(rates.Count / 2);
            if (replicas == 1) single = rate;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {replicas} | {rate:N0} | {rate / (ideal * replicas):N2} | {rate / (single * replicas):N2} |"));
        }
    }

    private static async Task<double> MeasureAsync(string modelRoot, int records, int replicas, KafkaBroker broker)
    {
        var kafka = broker.BootstrapServers;
        var name = $"scaling-{replicas}-{Guid.NewGuid():N}";
        var topics = new TestTopics(kafka);
        await topics.CreateAsync(Scenario.Partitions, $"{name}.in", $"{name}.out");
        topics.Fill($"{name}.in", Scenario.Partitions, records, i => TestTopics.Number(i));
        using var watch = new OutputWatch(kafka, $"{name}.out", Scenario.Partitions);
        await using var cluster = Contenders.StartCluster(modelRoot, kafka, $"""
            applications:
              - name: scaling
                kafka:
                  input: {"{"} topic: {name}.in, group: {name} {"}"}
                  output: {"{"} topic: {name}.out {"}"}
                  format: raw
                deployments:
                  - name: model
                    import_path: {BenchmarkModels.Waiting}
                    max_concurrent_batches: {Concurrent}
            """, replicas);
        return (await Throughput.InSteadyStateAsync(watch, cluster, records, broker)).RecordsPerSecond;
    }
}
