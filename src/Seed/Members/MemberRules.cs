using ActorServe.Shared.Hosting;
using Akka.Cluster;

namespace ActorServe.Seed.Members;

/// <summary>What becomes of a wish that a member go.</summary>
internal abstract record MemberAnswer
{
    /// <summary>The cluster is to be told.</summary>
    internal sealed record Go(MemberView Member) : MemberAnswer;

    /// <summary>It goes already.</summary>
    internal sealed record Going(MemberView Member) : MemberAnswer;

    /// <summary>There is no such member.</summary>
    internal sealed record Unknown(string Reason) : MemberAnswer;

    /// <summary>Not as the member is now.</summary>
    internal sealed record Refused(string Reason) : MemberAnswer;
}

/// <summary>Which members may be asked to leave, and which may be downed. Pure.</summary>
/// <remarks>
/// Leaving is for members that can hear of it, downing for those that are dead: a member that lives and is downed drains nothing, and what
/// it had is answered again.
/// </remarks>
internal static class MemberRules
{
    /// <summary>The member drains, leaves, and ends.</summary>
    /// <param name="cluster">As it is now.</param>
    /// <param name="address"><c>host:port</c>, or the whole address.</param>
    public static MemberAnswer Leave(ClusterView cluster, string address) => Find(cluster, address) switch
    {
        null => Unknown(cluster, address),
        var member when LeaveRule.Refusal(member.Address, member.Status, member.IsReachable) is { } reason =>
            new MemberAnswer.Refused(reason),
        { Status: MemberStatus.Leaving or MemberStatus.Exiting } leaving => new MemberAnswer.Going(leaving),
        var member => new MemberAnswer.Go(member),
    };

    /// <summary>The member is out, whatever it thinks of it.</summary>
    /// <param name="cluster">As it is now.</param>
    /// <param name="address"><c>host:port</c>, or the whole address.</param>
    /// <param name="force">Also where it can be reached.</param>
    public static MemberAnswer Down(ClusterView cluster, string address, bool force) => Find(cluster, address) switch
    {
        null => Unknown(cluster, address),
        { Status: MemberStatus.Down } down => new MemberAnswer.Going(down),
        { IsReachable: true } alive when !force => new MemberAnswer.Refused(
            $"{alive.Endpoint} can be reached, and would drain nothing: have it leave, or force it down"),
        var member => new MemberAnswer.Go(member),
    };

    private static MemberView? Find(ClusterView cluster, string address) => cluster.Members.FirstOrDefault(m => m.IsNamed(address));

    private static MemberAnswer.Unknown Unknown(ClusterView cluster, string address) =>
        new($"there is no member {address}; expected one of {string.Join(", ", cluster.Members.Select(m => m.Endpoint))}");
}
