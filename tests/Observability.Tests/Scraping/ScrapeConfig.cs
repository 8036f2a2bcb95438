using System.Text.RegularExpressions;
using ActorServe.TestSupport;
using ActorServe.TestSupport.Serving;

namespace ActorServe.Observability.Tests.Scraping;

/// <summary>The compose file's configuration of Prometheus, for processes: only where they are, and the pace, differ.</summary>
internal static partial class ScrapeConfig
{
    /// <summary>For the nodes of a cluster.</summary>
    public static string Of(ServedCluster cluster) => Discovery().Replace(
            File.ReadAllText(RepositoryFolder.File(Observed.PrometheusConfig)),
            job => $"  - job_name: {job.Groups[1]}\n    static_configs: [{{ targets: [{TargetsOf(cluster, job.Groups[1].Value)}] }}]\n")
        .Replace("15s", "1s", StringComparison.Ordinal)
        .Replace("rules/*.yml", RepositoryFolder.File($"{Observed.Folder}/rules/*.yml"), StringComparison.Ordinal);

    private static string TargetsOf(ServedCluster cluster, string job) =>
        string.Join(", ", NodesOf(cluster, job).Select(node => new Uri(node.HealthUrl).Authority));

    private static IEnumerable<NodeProcess> NodesOf(ServedCluster cluster, string job) => job switch
    {
        "seed" => cluster.Seeds,
        "replica" => cluster.Replicas,
        "gateway" => cluster.Gateways,
        _ => throw new ArgumentOutOfRangeException(nameof(job), job, "There is no such program."),
    };

    [GeneratedRegex(@"  - job_name: (\w+)\n    dns_sd_configs:\n(?:      .*\n)+")]
    private static partial Regex Discovery();
}
