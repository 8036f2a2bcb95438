using System.Collections.Immutable;

namespace ActorServe.Cli.Members;

/// <summary>Which members are drained, and what would be missing after that. Pure.</summary>
internal static class DrainChoice
{
    private const string Seed = "seed";

    /// <summary>The roles that have something to drain.</summary>
    public static ImmutableArray<string> Roles { get; } = ["replica", "gateway"];

    /// <summary>What a member with a role is called: a replica is something else.</summary>
    public static string NameOf(string role) => role == "replica" ? "replica node" : role;

    /// <summary>The one that is named.</summary>
    /// <exception cref="CommandFailedException">There is no such member, or it has nothing to drain.</exception>
    public static MemberReading Named(ClusterReading cluster, string address)
    {
        var member = cluster.Find(address);
        if (member.Roles.Intersect(Roles).Any()) return member;

        var roles = string.Join(",", member.Roles);
        throw new CommandFailedException($"{member.Endpoint} is a {roles} and has nothing to drain; cluster leave has it leave");
    }

    /// <summary>All with a role, but those that are going already.</summary>
    /// <exception cref="CommandFailedException">There is none.</exception>
    public static ImmutableArray<MemberReading> WithRole(ClusterReading cluster, string role)
    {
        var members = cluster.Members.Where(m => m.Roles.Contains(role) && Stays(m)).ToImmutableArray();
        return members.IsEmpty ? throw new CommandFailedException($"there is no {NameOf(role)} that is up") : members;
    }

    /// <summary>Whether nobody else who stays, and can be reached, is a seed.</summary>
    public static bool IsOnlySeed(ClusterReading cluster, MemberReading leaver) => leaver.Roles.Contains(Seed)
        && !cluster.Members.Any(m => Stays(m) && m.IsReachable && !m.IsSameAs(leaver) && m.Roles.Contains(Seed));

    /// <summary>Roles of a member that nobody else has who stays, and can be reached: it is the last.</summary>
    public static ImmutableArray<string> LeftWithout(ClusterReading cluster, MemberReading drained) => Missing(cluster, drained, Stays);

    /// <summary>Roles of a member that nobody else has who is up by now, and can be reached: it has to wait.</summary>
    public static ImmutableArray<string> MissingWithout(ClusterReading cluster, MemberReading drained) =>
        Missing(cluster, drained, member => member.Status == "UP");

    private static ImmutableArray<string> Missing(ClusterReading cluster, MemberReading drained, Func<MemberReading, bool> counts)
    {
        var others = cluster.Members.Where(m => counts(m) && m.IsReachable && !m.IsSameAs(drained)).SelectMany(m => m.Roles).ToHashSet();
        return [.. Roles.Where(role => drained.Roles.Contains(role) && !others.Contains(role))];
    }

    private static bool Stays(MemberReading member) => member.Status is "JOINING" or "WEAKLY_UP" or "UP";
}
