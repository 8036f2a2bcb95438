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
    /// Starts it, where the process is no seed, which has one of its own, and has none yet: a process may be gateway and replica node.
    /// While there is no controller, what is sent to it is dropped and not kept: reports are stale by the time there is one.
    /// </summary>
    public static void Start(ActorSystem system)
    {
        if (Cluster.Get(system).SelfRoles.Contains(Roles.Seed)) return;

        try
        {
            system.ActorOf(Props(system, bufferSize: 0), Name);
        }
        catch (InvalidActorNameException)
        {
            // It is there: another part of the process was first.
        }
    }

    /// <summary>
    /// One that keeps what is sent to it while there is no controller: for people, who wait for an answer. The oldest of too much is
    /// dropped.
    /// </summary>
    public static Props PropsThatWait(ActorSystem system) => Props(system, bufferSize: 100);

    private static Props Props(ActorSystem system, int bufferSize) => ClusterSingletonProxy.Props(
        $"/user/{ActorPaths.Controller}",
        ClusterSingletonProxySettings.Create(system)
            .WithRole(Roles.Seed).WithSingletonName(ActorPaths.Controller).WithBufferSize(bufferSize));
}
