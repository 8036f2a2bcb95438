using ActorServe.Shared.Hosting;
using Akka.Actor;

namespace ActorServe.PetabridgeCmd.Commands;

/// <summary>Starts what answers the commands.</summary>
internal static class ServeHosting
{
    /// <summary>The <see cref="ServeActor"/> of a node, with a proxy of the controller of its own: not every node has one.</summary>
    public static IActorRef StartServeCommands(this ActorSystem system)
    {
        var controller = system.ActorOf(ControllerProxy.PropsThatWait(system), "serve-commands-controller");
        return system.ActorOf(ServeActor.Props(ServeSources.Of(system, controller)), "serve-commands");
    }
}
