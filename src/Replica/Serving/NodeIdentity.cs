using ActorServe.Shared.Identity;
using Akka.Actor;
using Akka.Cluster;

namespace ActorServe.Replica.Serving;

/// <summary>Which process this is, and the numbers of its replicas. Outlives the actors: a number is never used twice.</summary>
internal sealed class NodeIdentity(NodeId node)
{
    private long _lastNumber;

    /// <summary>This process.</summary>
    public NodeId Node { get; } = node;

    /// <summary>The identity of a node's ActorSystem: the cluster's, which draws a number for each start, or else one of its own.</summary>
    public static NodeIdentity Of(ActorSystem system, Random random)
    {
        var provider = ((ExtendedActorSystem)system).Provider;
        if (provider is not IClusterActorRefProvider) return new(new NodeId(provider.DefaultAddress.ToString(), random.NextInt64()));
        var self = Cluster.Get(system).SelfUniqueAddress;
        return new(new NodeId(self.Address.ToString(), self.Uid));
    }

    /// <summary>A replica that this node never had.</summary>
    public ReplicaId NextReplica(DeploymentKey key) => new(key, Node, Interlocked.Increment(ref _lastNumber));
}
