using System.Collections.Immutable;

namespace ActorServe.Cli.Members;

/// <summary>Which members are drained, and what would be missing after that. Pure.</summary>
internal static class DrainChoice
{
    /// <summary>The roles that have something to drain.</summary>
    public static ImmutableArray<string> Roles { get; } = ["replica", "gateway"];

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
        return members.IsEmpty ? throw new CommandFailedException($"there is no {role} that is up") : members;
    }

    /// <summary>The roles of members that are drained which nobody has who stays, and can be reached.</summary>
    public static ImmutableArray<string> LeftWithout(ClusterReading cluster, ImmutableArray<MemberReading> drained)
    {
        var staying = cluster.Members.Where(m => Stays(m) && m.IsReachable && !drained.Any(m.IsSameAs))
            .SelectMany(m => m.Roles).ToHashSet();
        return [.. Roles.Where(role => drained.Any(m => m.Roles.Contains(role)) && !staying.Contains(role))];
    }

    private static bool Stays(MemberReading member) => member.Status is "JOINING" or "WEAKLY_UP" or "UP";
}
