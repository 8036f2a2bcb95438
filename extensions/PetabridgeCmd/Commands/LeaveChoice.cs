using System.Collections.Immutable;
using ActorServe.Shared.Hosting;
using Akka.Actor;
using Akka.Cluster;

namespace ActorServe.PetabridgeCmd.Commands;

/// <summary>Which node leaves. Pure.</summary>
/// <param name="Node">The node; null where none may.</param>
/// <param name="Problem">Why none may, for a person.</param>
internal sealed record LeaveChoice(Address? Node, string? Problem)
{
    /// <summary>The member that is meant by an address, whole or <c>host:port</c>.</summary>
    public static LeaveChoice Of(ImmutableArray<ServeNode> members, string wanted)
    {
        if (members.FirstOrDefault(m => m.Address.IsNamed(wanted)) is not { } member)
            return new(
                null, $"there is no node '{wanted}'; the members are {string.Join(", ", members.Select(m => m.Address.Endpoint()))}");

        var refusal = member.Status is MemberStatus.Leaving or MemberStatus.Exiting ? $"{member.Address.Endpoint()} is leaving already"
            : LeaveRule.Refusal(member.Address, member.Status, member.IsReachable);
        return refusal is null ? new(member.Address, null) : new(null, refusal);
    }
}
