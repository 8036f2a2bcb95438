using System.Collections.Immutable;
using ActorServe.Routing;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using Akka.Actor;

namespace ActorServe.Gateway;

/// <summary>
/// The routers of a gateway, its children: one for each deployment that somebody sends to. One that nobody sends to any more is asked from
/// time to time whether it is idle, and ends when it is, or when it was asked often enough. On the gateway's turns alone.
/// </summary>
/// <param name="context">The gateway's.</param>
/// <param name="props">Of a router for a deployment.</param>
/// <param name="mostLooks">So often one that nobody sends to is asked; then it ends whatever it has.</param>
internal sealed class GatewayRouters(IActorContext context, Func<DeploymentId, Props> props, int mostLooks)
{
    private readonly Dictionary<DeploymentId, IActorRef> _routers = [];
    private readonly UnusedRouters _unused = new(mostLooks);

    /// <summary>Whether there are any to <see cref="Look"/> at.</summary>
    public bool AnyUnused => _unused.Any;

    /// <summary>The router of a deployment, started where there is none.</summary>
    public IActorRef Of(DeploymentId deployment)
    {
        if (!_routers.TryGetValue(deployment, out var router))
            _routers[deployment] = router = context.ActorOf(props(deployment), FreeNameOf(deployment));
        return router;
    }

    /// <summary>Somebody sends to these, and to no others.</summary>
    public void Use(IEnumerable<DeploymentId> deployments) => _unused.Note(deployments.ToImmutableHashSet(), _routers.Keys);

    /// <summary>Asks those that nobody sends to how many rows they have; ends those that were asked often enough.</summary>
    public void Look()
    {
        foreach (var (deployment, isOver) in _unused.Look())
        {
            if (isOver) EndUnused(_routers[deployment]);
            else _routers[deployment].Tell(RouterProtocol.GetRouterStatus.Instance, context.Self);
        }
    }

    /// <summary>A router answered that it has no rows: it ends where nobody sends to it.</summary>
    public void EndUnused(IActorRef router)
    {
        foreach (var deployment in _routers.Where(r => r.Value.Equals(router)).Select(r => r.Key).Where(_unused.Contains).ToList())
        {
            context.Stop(router);
            _routers.Remove(deployment);
            _unused.Remove(deployment);
        }
    }

    // A router that was told to stop has its name for a moment more.
    private string FreeNameOf(DeploymentId deployment)
    {
        var name = ActorPaths.Router(deployment);
        for (var number = 2; !context.Child(name).IsNobody(); number++) name = $"{ActorPaths.Router(deployment)}~{number}";
        return name;
    }
}
