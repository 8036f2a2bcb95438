using System.Collections.Immutable;
using ActorServe.Shared.Hosting;
using Akka.Actor;

namespace ActorServe.PetabridgeCmd.Commands;

/// <summary>Which node leaves. Pure.</summary>
/// <param name="Node">The node; null where none may.</param>
/// <param name="Problem">Why none may, for a person.</param>
internal sealed record LeaveChoice(Address? Node, string? Problem)
{
    /// <summary>The member that is meant by an address, whole or <c>host:port</c>.</summary>
    public static LeaveChoice Of(ImmutableArray<ServeNode> members, string wanted)
    {
        if (members.FirstOrDefault(m => IsMeant(m.Address, wanted)) is not { } member)
            return Refused($"there is no node '{wanted}'; the members are {string.Join(", ", members.Select(m => Short(m.Address)))}");
        if (!member.IsStaying) return Refused($"{Short(member.Address)} is leaving already");

        var isLastSeed = member.Roles.Contains(Roles.Seed) && members.Count(m => m.IsStaying && m.Roles.Contains(Roles.Seed)) == 1;
        return isLastSeed
            ? Refused($"{Short(member.Address)} is the only seed: without it nobody could let nodes in or change what runs")
            : new LeaveChoice(member.Address, null);
    }

    /// <summary>An address as people write it.</summary>
    public static string Short(Address address) => $"{address.Host}:{address.Port}";

    private static LeaveChoice Refused(string problem) => new(null, problem);

    private static bool IsMeant(Address address, string wanted) =>
        wanted.Equals(address.ToString(), StringComparison.OrdinalIgnoreCase)
        || wanted.Equals(Short(address), StringComparison.OrdinalIgnoreCase);
}
