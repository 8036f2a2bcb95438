using ActorServe.Replica.Telemetry;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Telemetry;
using Akka.Actor;

namespace ActorServe.Replica.Reporting;

/// <summary>
/// Tells the controller each second what the node's replicas do. Nothing rests on it: what is lost is told again, and nobody waits for it.
/// </summary>
internal sealed class ReplicaNodeReporter : UntypedActor, IWithTimers
{
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(1);

    private readonly NodeId _node;
    private readonly ICanTell _controller;
    private readonly ReplicaMetrics _metrics;

    public ReplicaNodeReporter(NodeId node, ICanTell controller, ReplicaMetrics metrics) =>
        (_node, _controller, _metrics) = (node, controller, metrics);

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The actor, for whoever is told.</summary>
    public static Props Props(NodeId node, ICanTell controller, ReplicaMetrics metrics) =>
        Akka.Actor.Props.Create(() => new ReplicaNodeReporter(node, controller, metrics));

    protected override void PreStart() => Timers.StartPeriodicTimer(Look.Instance, Look.Instance, TimeSpan.Zero, _period);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Look: Report(); break;
            default: Unhandled(message); break;
        }
    }

    private void Report()
    {
        var loads = _metrics.Loads().OrderBy(load => load.Number).Select(Of);
        _controller.Tell(new ControlProtocol.ReplicaNodeReport(_node, [.. loads]) { Process = ThisProcess.Read() }, ActorRefs.NoSender);
    }

    private static ReplicaLoadReport Of(ReplicaLoad load) => new(
        load.Number, load.Ongoing, load.Queued, load.Done.Rows, load.Done.Batches, (long)load.Done.RunTime.TotalMicroseconds);

    private sealed class Look : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        public static Look Instance { get; } = new();
    }
}
