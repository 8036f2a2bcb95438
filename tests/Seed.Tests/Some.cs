using ActorServe.Seed.Placement;
using ActorServe.Seed.Rollout;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests;

/// <summary>Values that the specs share.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly DeploymentId Deployment = new("digits", "classifier");

    public static NodeId Node(int number) => new($"akka.tcp://actorserve@10.0.0.{number}:4053", number);

    public static NodeLoad[] Nodes(int count) => [.. Enumerable.Range(1, count).Select(n => new NodeLoad(Node(n), 0))];

    public static DeploymentConfig Config(int? replicas = null, int? perNode = null) =>
        new() { Name = Deployment.Name, Model = "/models/digits", NumReplicas = replicas, ReplicasPerNode = perNode };

    public static readonly ModelPin Pin = new("3", "8f1e");

    public static DeploymentTarget Target(string version, int? replicas = null, int? perNode = null) =>
        new(version, Config(replicas, perNode), Pin);

    public static ServeConfig Serve(params DeploymentConfig[] deployments) => new(
    [
        new ApplicationConfig { Name = "digits", RoutePrefix = "/digits", Ingress = "classifier", Deployments = [.. deployments] },
    ]);

    /// <summary>Targets whose only deployment is pinned.</summary>
    public static ServeTargets Targets(ServeConfig config, string version, long number = 1) =>
        new(number, config) { Pins = [new DeploymentPin(new DeploymentKey(Deployment, version), Pin)], SetAtMs = number };

    /// <summary>What a gateway says that serves the application, or does not and says why.</summary>
    public static ControlProtocol.GatewayReport Report(bool isServing = true, string message = "", long version = 1, int gateway = 9) =>
        new(Node(gateway), [new ApplicationReport("digits", isServing, message, 0, 0, 0)]) { Version = version };

    public static ReplicaEntry Replica(
        int node, long number, string version, ReplicaState state = ReplicaState.Running, string? message = null) =>
        new(new ReplicaId(new DeploymentKey(Deployment, version), Node(node), number), state, "", 64, message);

    public static DeploymentState Seeing(this DeploymentState state, params ReplicaEntry[] entries) =>
        entries.Aggregate(state, (s, entry) => s.See(entry, Now));

    /// <summary>So many starts of the new version on the first node failed.</summary>
    public static DeploymentState FailingTimes(this DeploymentState state, int times, string reason = "no such file")
    {
        for (var failure = 0; failure < times; failure++)
        {
            var request = Guid.NewGuid();
            var entry = Replica(1, 100 + failure, "new", ReplicaState.Starting) with { RequestId = request };
            state = state.Started(request, Node(1), Now)
                .Seeing(entry, entry with { State = ReplicaState.Failed, Message = reason })
                .Judge(Nodes(1));
        }

        return state;
    }
}
