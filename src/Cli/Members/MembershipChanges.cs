using System.Collections.Immutable;

namespace ActorServe.Cli.Members;

/// <summary>Something that became of a member, or of the controller.</summary>
/// <param name="Name">
/// The change: <c>joined</c>, <c>up</c>, <c>leaving</c>, <c>exiting</c>, <c>down</c>, <c>removed</c>, <c>unreachable</c>, <c>reachable</c>,
/// <c>controller</c>.
/// </param>
/// <param name="Address">Of whom; where the controller is now, empty where nowhere.</param>
/// <param name="Roles">Of the member.</param>
internal sealed record MembershipChange(string Name, string Address, ImmutableArray<string> Roles)
{
    /// <summary>Where the controller was; null with members, and where it was nowhere.</summary>
    public string? Before { get; init; }
}

/// <summary>What happened between two looks at a cluster. Pure.</summary>
internal static class MembershipChanges
{
    /// <summary>In the order in which it is told: members that came and moved, those that are gone, then the controller.</summary>
    public static ImmutableArray<MembershipChange> Between(ClusterReading before, ClusterReading after) =>
    [
        .. after.Members.SelectMany(member => OfOne(before.Members.FirstOrDefault(m => m.IsSameAs(member)), member)),
        .. before.Members.Where(member => !after.Members.Any(m => m.IsSameAs(member))).Select(gone => Change("removed", gone)),
        .. before.Controller == after.Controller ? ImmutableArray<MembershipChange>.Empty : [Moved(before.Controller, after.Controller)],
    ];

    private static IEnumerable<MembershipChange> OfOne(MemberReading? before, MemberReading after)
    {
        if (before is null) yield return Change("joined", after);
        if (before?.Status != after.Status && NameOf(after.Status) is { } name) yield return Change(name, after);
        if ((before?.IsReachable ?? true) != after.IsReachable) yield return Change(after.IsReachable ? "reachable" : "unreachable", after);
    }

    // Joining is told by being new; a member that is weakly up is on its way in as one that joins is.
    private static string? NameOf(string status) => status is "JOINING" or "WEAKLY_UP" ? null : status.ToLowerInvariant();

    private static MembershipChange Change(string name, MemberReading member) => new(name, member.Address, member.Roles);

    private static MembershipChange Moved(string? before, string? after) => new("controller", after ?? "", []) { Before = before };
}
