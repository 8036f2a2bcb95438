using ActorServe.Gateway.Telemetry;
using ActorServe.Routing;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Telemetry;
using Akka.Actor;
using Akka.Cluster;

namespace ActorServe.Gateway.Reporting;

/// <summary>
/// Tells the controller each second, and when something changes, how the applications fare at this gateway, its parent, and has the
/// process's metrics tell the same. What is lost is told again; nobody waits for it.
/// </summary>
internal sealed class GatewayReporter : UntypedActor, IWithTimers
{
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(1);

    private readonly ICanTell _controller;
    private readonly NodeId _node;
    private readonly GatewayNumbers? _numbers;
    private readonly RouterNumbers _routers = new();

    public GatewayReporter(NodeId node, ICanTell controller, GatewayNumbers? numbers) =>
        (_node, _controller, _numbers) = (node, controller, numbers);

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The actor, for the controller of the cluster.</summary>
    /// <param name="system">The process's.</param>
    /// <param name="numbers">Where metrics are read; null where there are none.</param>
    public static Props Props(ActorSystem system, GatewayNumbers? numbers)
    {
        var self = Cluster.Get(system).SelfUniqueAddress;
        return Props(new NodeId(self.Address.ToString(), self.Uid), system.ActorSelection(ControllerProxy.Path), numbers);
    }

    /// <summary>The actor, for whoever is told.</summary>
    public static Props Props(NodeId node, ICanTell controller, GatewayNumbers? numbers) =>
        Akka.Actor.Props.Create(() => new GatewayReporter(node, controller, numbers));

    protected override void PreStart() => Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _period);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick: Age(); Ask(); break;
            case Look: Ask(); break;
            case RouterStatus router: _routers.See(Sender.Path.Name, router); break;
            case GatewayStatus status: Report(status); break;
            default: Unhandled(message); break;
        }
    }

    // Not at each look: news may come many times in one moment.
    private void Age()
    {
        _routers.Age();
        _numbers?.Sample();
    }

    // Routers first: most often they have answered when the gateway does.
    private static void Ask()
    {
        Context.ActorSelection(Context.Parent.Path / ActorPaths.AnyRouter).Tell(RouterProtocol.GetRouterStatus.Instance);
        Context.Parent.Tell(GatewayProtocol.GetGatewayStatus.Instance);
    }

    private void Report(GatewayStatus status)
    {
        var routers = _routers.ByApplication();
        _numbers?.See(status, routers);
        _controller.Tell(ApplicationReports.Of(_node, status, routers) with { Process = ThisProcess.Read() }, ActorRefs.NoSender);
    }

    /// <summary>Something changed: the controller is told at once.</summary>
    internal sealed class Look : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        public static Look Instance { get; } = new();
    }

    private sealed class Tick : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        public static Tick Instance { get; } = new();
    }
}
