using ActorServe.Cli.Inspecting;
using ActorServe.Cli.Serving;

namespace ActorServe.Cli.Members;

/// <summary>What a member that drains still has, by what the controller knows of it. Pure.</summary>
internal static class DrainProgress
{
    /// <summary>For people; empty where nothing is known.</summary>
    /// <param name="serving">What a seed tells of what is served.</param>
    /// <param name="member">Who drains.</param>
    public static string Of(ServingReading serving, MemberReading member)
    {
        var reports = serving.Applications.SelectMany(a => a.Gateways).Where(g => g.Node == member.Endpoint).ToList();
        var replicas = serving.Applications.SelectMany(a => a.Deployments)
            .SelectMany(d => d.Replicas).Where(r => r.Node == member.Endpoint).ToList();
        return string.Join("; ", Rows(reports).Concat(member.Roles.Contains("replica") ? [Replicas(replicas)] : []));
    }

    private static IEnumerable<string> Rows(List<GatewayReading> reports)
    {
        if (reports.Count > 0)
            yield return $"{Words.Count(reports.Sum(r => r.OngoingRows), "row")} at replicas, {reports.Sum(r => r.QueuedRows)} waiting";
    }

    private static string Replicas(List<ReplicaReading> replicas)
    {
        var left = $"{Words.Count(replicas.Count, "replica")} left";
        return replicas.Any(r => r.Load is not null) ? $"{left} with {Words.Count(replicas.Sum(r => r.Load?.Ongoing ?? 0), "row")}" : left;
    }
}
