using System.Globalization;
using System.Text;
using ActorServe.EndToEnd.Measuring;

namespace ActorServe.EndToEnd;

/// <summary>Tables in Markdown: medians, and the ratios that goals are about.</summary>
internal static class Report
{
    public const string Header =
        "| scenario | contender | records/s | CPU µs a record | broker CPU µs a record | peak memory MB "
        + "| of naive | of tuned | of one process |\n"
        + "|---|---|---|---|---|---|---|---|---|";

    public static string Throughput(Scenario scenario, Dictionary<Contender, List<ThroughputResult>> results)
    {
        var table = new StringBuilder();
        foreach (var (contender, runs) in results)
        {
            var rate = Median(runs.Select(r => r.RecordsPerSecond));
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"| {scenario.Name} | {contender} | {rate:N0} | {Median(runs.Select(r => r.CpuMicroseconds)):N2} "
                + $"| {Median(runs.Select(r => r.BrokerCpuMicroseconds)):N2} | {runs.Max(r => r.PeakMemory) >> 20} "
                + $"| {RatioOf(Contender.Naive, Contender.ActorServe, scenario.NaiveGoal)} "
                + $"| {RatioOf(Contender.Tuned, Contender.ActorServe, scenario.TunedGoal)} "
                + $"| {RatioOf(Contender.ActorServe, Contender.Cluster, scenario.ClusterGoal)} |");
            table.AppendLine(line);

            string RatioOf(Contender other, Contender whoseGoal, double goal)
            {
                if (!results.TryGetValue(other, out var others)) return "";
                var ratio = rate / Median(others.Select(r => r.RecordsPerSecond));
                var wanted = contender == whoseGoal ? $" (goal {goal.ToString("N2", CultureInfo.InvariantCulture)})" : "";
                return ratio.ToString("N2", CultureInfo.InvariantCulture) + wanted;
            }
        }

        return table.ToString().TrimEnd();
    }

    public static string Latency(Dictionary<Contender, List<LatencyResult>> results)
    {
        var table = new StringBuilder();
        table.AppendLine("| 200 records/s | p50 ms | p99 ms | p50 of tuned | p99 of tuned |");
        table.AppendLine("|---|---|---|---|---|");
        foreach (var (contender, runs) in results)
        {
            var (p50, p99) = (Median(runs.Select(r => r.P50)), Median(runs.Select(r => r.P99)));
            table.AppendLine(string.Create(CultureInfo.InvariantCulture,
                $"| {contender} | {p50:N2} | {p99:N2} | {Of(r => r.P50, p50)} | {Of(r => r.P99, p99)} |"));
        }

        return table.ToString().TrimEnd();

        string Of(Func<LatencyResult, double> pick, double value) => results.TryGetValue(Contender.Tuned, out var tuned)
            ? (value / Median(tuned.Select(pick))).ToString("N2", CultureInfo.InvariantCulture)
            : "";
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
