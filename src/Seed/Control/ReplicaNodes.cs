using ActorServe.Seed.Rollout;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;

namespace ActorServe.Seed.Control;

/// <summary>Asks replica nodes, as the controller, to carry out steps.</summary>
internal sealed class ReplicaNodes(IActorContext context, IActorRef controller, TimeSpan grace)
{
    private long _lastCheck;

    /// <summary>Asks for the step, and gives the deployment as it is after that.</summary>
    public DeploymentState Take(DeploymentState deployment, Step step, DateTimeOffset now)
    {
        var request = Guid.NewGuid();
        switch (step)
        {
            case Step.Resolve resolve:
                return Resolve(deployment, request, resolve.Node, now);
            case Step.Start start:
                Start(deployment, request, start.Node);
                return deployment.Started(request, start.Node, now);
            case Step.Stop stop:
                Stop(stop.Replica);
                return deployment.Stopped(stop.Replica);
            case Step.Check check:
                Tell(
                    check.Replica.Node.Address,
                    new ReplicaNodeProtocol.CheckHealth(check.Replica, ++_lastCheck) { Timeout = check.Timeout });
                return deployment.Asked(check.Replica, _lastCheck, now);
            default:
                return deployment;
        }
    }

    /// <summary>Asks which file the target means.</summary>
    public DeploymentState Resolve(DeploymentState deployment, Guid request, NodeId node, DateTimeOffset now)
    {
        Tell(node.Address, new ReplicaNodeProtocol.ResolveModel(deployment.Target!.Config, request));
        return deployment.AskedToResolve(request, node, now);
    }

    /// <summary>Asks for a replica of the target.</summary>
    public void Start(DeploymentState deployment, Guid request, NodeId node)
    {
        var target = deployment.Target!;
        Tell(
            node.Address,
            new ReplicaNodeProtocol.StartReplica(new DeploymentKey(deployment.Id, target.Version), target.Config, request, target.Pin));
    }

    /// <summary>Asks that a replica end.</summary>
    public void Stop(ReplicaId replica) => Tell(replica.Node.Address, new ReplicaNodeProtocol.StopReplica(replica, grace));

    /// <summary>Asks for the node's directory, whole, and for what changes after that.</summary>
    public void Watch(string address) =>
        context.ActorSelection(address + ActorPaths.ReplicaDirectory).Tell(DirectoryProtocol.WatchReplicas.Instance, controller);

    private void Tell(string address, object message) => context.ActorSelection(address + ActorPaths.ReplicaNode).Tell(message, controller);
}
