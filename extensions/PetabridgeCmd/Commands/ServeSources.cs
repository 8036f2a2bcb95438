using System.Collections.Immutable;
using ActorServe.Shared.Hosting;
using Akka.Actor;
using Akka.Cluster;

namespace ActorServe.PetabridgeCmd.Commands;

/// <summary>A member of the cluster.</summary>
/// <param name="Address">Where its ActorSystem is.</param>
/// <param name="Status">Whether it comes, is there, or goes.</param>
/// <param name="IsReachable">Whether this node hears of it.</param>
internal sealed record ServeNode(Address Address, MemberStatus Status, bool IsReachable);

/// <summary>What the commands are answered from.</summary>
/// <param name="Controller">The controller, wherever it is.</param>
/// <param name="Members">The members, as this node sees them.</param>
/// <param name="Leave">Has a member leave in good order.</param>
/// <param name="Metrics">The numbers of this node.</param>
internal sealed record ServeSources(
    ICanTell Controller, Func<ImmutableArray<ServeNode>> Members, Action<Address> Leave, Func<ImmutableArray<MetricReading>> Metrics)
{
    /// <summary>Those of a node.</summary>
    /// <param name="system">The node's ActorSystem.</param>
    /// <param name="controller">A proxy of the controller.</param>
    public static ServeSources Of(ActorSystem system, IActorRef controller)
    {
        var cluster = Cluster.Get(system);
        return new ServeSources(controller, () => MembersOf(cluster.State), cluster.Leave, GatewayReadings.Read);
    }

    private static ImmutableArray<ServeNode> MembersOf(ClusterEvent.CurrentClusterState state) =>
        [.. state.Members.Select(m => new ServeNode(m.Address, m.Status, !state.Unreachable.Contains(m)))];
}
