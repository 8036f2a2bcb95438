using System.Text.Json;
using ActorServe.Cli.Serving;

namespace ActorServe.Cli.Members;

/// <summary>What a member that drains still has, by what the controller knows of it. Pure.</summary>
internal static class DrainProgress
{
    /// <summary>For people; empty where nothing is known.</summary>
    /// <param name="status">What a seed answers of the applications.</param>
    /// <param name="member">Who drains.</param>
    public static string Of(JsonElement status, MemberReading member)
    {
        var applications = status.GetProperty("applications").EnumerateObject().Select(a => a.Value).ToList();
        var reports = applications.SelectMany(a => a.GetProperty("gateways").EnumerateArray()).Where(g => IsOf(g, member)).ToList();
        var replicas = applications
            .SelectMany(a => a.GetProperty("deployments").EnumerateObject())
            .SelectMany(d => d.Value.GetProperty("replicas").EnumerateArray()).Count(r => IsOf(r, member));
        return string.Join("; ", Rows(reports).Concat(Replicas(replicas, member)));
    }

    private static IEnumerable<string> Rows(List<JsonElement> reports)
    {
        if (reports.Count == 0) yield break;

        var queued = reports.Sum(r => r.GetProperty("queued_rows").GetInt64());
        var ongoing = reports.Sum(r => r.GetProperty("ongoing_rows").GetInt64());
        yield return $"{Words.Count(ongoing, "row")} at replicas, {queued} waiting";
    }

    private static IEnumerable<string> Replicas(int replicas, MemberReading member)
    {
        if (member.Roles.Contains("replica")) yield return $"{Words.Count(replicas, "replica")} left";
    }

    private static bool IsOf(JsonElement told, MemberReading member) => told.GetProperty("node_id").GetString() == member.Address;
}
