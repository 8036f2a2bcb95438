using System.Collections.Immutable;
using ActorServe.Shared.Hosting;
using Akka.Actor;
using Akka.Cluster;

namespace ActorServe.Seed.Members;

/// <summary>The cluster as this seed sees it now. No controller is asked for it.</summary>
/// <param name="Self">This seed.</param>
/// <param name="Controller">Where the controller is or will be; null without a seed.</param>
/// <param name="Leader">The member that moves others from state to state; null where none can.</param>
/// <param name="Members">The oldest first.</param>
internal sealed record ClusterView(Address Self, Address? Controller, Address? Leader, ImmutableArray<MemberView> Members)
{
    /// <summary>As it is now.</summary>
    public static ClusterView Of(Cluster cluster, UpTimes upTimes)
    {
        var state = cluster.State;
        var self = cluster.SelfMember;
        var unreachable = state.Unreachable.Select(m => m.UniqueAddress).ToHashSet();
        var members = state.Members.OrderBy(m => m, Member.AgeOrdering).Select(m => new MemberView(
            m.Address, m.UniqueAddress.Uid, [.. m.Roles.Order(StringComparer.Ordinal)], m.Status, !unreachable.Contains(m.UniqueAddress))
        {
            Version = m.AppVersion.Version,
            // Of one that was there before, this seed knows only when it learned of it.
            UpFor = m.IsOlderThan(self) ? null : upTimes.Of(m.UniqueAddress),
        });
        return new ClusterView(cluster.SelfAddress, ControllerIn(state), state.Leader, [.. members]);
    }

    /// <summary>Where the controller is or will be, as the members are now; null without a seed.</summary>
    public static Address? ControllerIn(ClusterEvent.CurrentClusterState state) => state.Members
        .Where(m => m.HasRole(Roles.Seed) && m.Status is MemberStatus.Up or MemberStatus.Leaving)
        .OrderBy(m => m, Member.AgeOrdering).FirstOrDefault()?.Address;
}

/// <summary>A member of the cluster.</summary>
/// <param name="Address">The address of its ActorSystem.</param>
/// <param name="Uid">Tells it from other processes that had or will have its address.</param>
/// <param name="Roles">In the order of the alphabet.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="IsReachable">No member misses its heartbeats.</param>
internal sealed record MemberView(Address Address, int Uid, ImmutableArray<string> Roles, MemberStatus Status, bool IsReachable)
{
    /// <summary>The version of its program.</summary>
    public string Version { get; init; } = "";

    /// <summary>How long it has been up; null where it is not, or where this seed was not there yet when it came up.</summary>
    public TimeSpan? UpFor { get; init; }

    /// <summary><c>host:port</c>.</summary>
    public string Endpoint => Address.Endpoint();

    /// <summary>Whether somebody who writes this means it.</summary>
    /// <param name="address"><c>host:port</c>, or the whole address.</param>
    public bool IsNamed(string address) => Address.IsNamed(address);
}
