using System.Collections.Immutable;
using ActorServe.Cli.Serving;

namespace ActorServe.Cli.Members;

/// <summary>Whether all is well with the members of a cluster, in one line. Pure.</summary>
/// <remarks>
/// Not well is what does not end by itself in good order: a member that cannot be reached or is down, nobody to run the controller, no
/// leader. Members that are joining or leaving are told, and no fault.
/// </remarks>
/// <param name="Faults">What is not well; empty where all is.</param>
/// <param name="Line">For people.</param>
internal sealed record ClusterVerdict(ImmutableArray<string> Faults, string Line)
{
    /// <summary>Nothing is at fault.</summary>
    public bool IsWell => Faults.IsEmpty;

    /// <summary>Of a cluster as it is.</summary>
    public static ClusterVerdict Of(ClusterReading cluster)
    {
        var members = cluster.Members;
        ImmutableArray<string> faults =
        [
            .. Some(members.Where(m => !m.IsReachable), "unreachable"),
            .. Some(members.Where(m => m.Status == "DOWN"), "down"),
            .. cluster.Controller is null ? ["no controller"] : Array.Empty<string>(),
            .. cluster.Leader is null ? ["no leader"] : Array.Empty<string>(),
        ];
        var roles = members.SelectMany(m => m.Roles).CountBy(role => role).OrderBy(role => role.Key, StringComparer.Ordinal);
        var count = $"{Words.Count(members.Length, "member")} ({string.Join(", ", roles.Select(role => $"{role.Value} {role.Key}"))})";
        var moving = Some(members.Where(m => m.Status is "JOINING" or "WEAKLY_UP"), "joining")
            .Concat(Some(members.Where(m => m.Status is "LEAVING" or "EXITING"), "leaving"));
        var all = string.Join("; ", [count, .. faults, .. moving, .. Places(cluster)]);
        return new ClusterVerdict(faults, $"{(faults.IsEmpty ? "ok" : "not well")}: {all}");
    }

    private static IEnumerable<string> Some(IEnumerable<MemberReading> members, string what)
    {
        var some = members.ToList();
        return some.Count == 0 ? [] : [$"{some.Count} {what} ({string.Join(", ", some.Select(m => m.Endpoint))})"];
    }

    private static IEnumerable<string> Places(ClusterReading cluster)
    {
        if (cluster.Controller is { } controller && controller == cluster.Leader)
        {
            yield return $"controller and leader at {MemberReading.EndpointOf(controller)}";
            yield break;
        }

        if (cluster.Controller is { } at) yield return $"controller at {MemberReading.EndpointOf(at)}";
        if (cluster.Leader is { } leader) yield return $"leader at {MemberReading.EndpointOf(leader)}";
    }
}
