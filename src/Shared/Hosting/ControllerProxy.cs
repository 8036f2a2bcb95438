using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;

namespace ActorServe.Shared.Hosting;

/// <summary>How a process that is no seed reaches the controller, wherever it runs.</summary>
public static class ControllerProxy
{
    /// <summary>Where every process has it, seeds included.</summary>
    public const string Path = "/user/" + Name;

    private const string Name = ActorPaths.Controller + "-proxy";

    /// <summary>
    /// Starts it, where the process is no seed, which has one of its own. While there is no controller, what is sent to it is dropped and
    /// not kept: reports are stale by the time there is one.
    /// </summary>
    public static void Start(ActorSystem system)
    {
        if (Cluster.Get(system).SelfRoles.Contains(Roles.Seed)) return;

        var settings = ClusterSingletonProxySettings.Create(system)
            .WithRole(Roles.Seed).WithSingletonName(ActorPaths.Controller).WithBufferSize(0);
        system.ActorOf(ClusterSingletonProxy.Props($"/user/{ActorPaths.Controller}", settings), Name);
    }
}
