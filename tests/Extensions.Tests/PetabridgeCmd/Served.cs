using System.Collections.Immutable;
using ActorServe.PetabridgeCmd.Commands;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Cluster;

namespace ActorServe.Extensions.Tests.PetabridgeCmd;

/// <summary>A small cluster as the controller and its nodes tell of it.</summary>
internal static class Served
{
    public static readonly ServeConfig Config = new(
    [
        Application(
            "digits",
            new KafkaConfig
            {
                InputTopic = "digits.requests", Group = "digits", DeadLetterTopic = "digits.dlq", OnFailure = FailurePolicy.DeadLetter,
            },
            "classifier"),
        Application("both", new KafkaConfig { InputTopic = "both.requests", Group = "both" }, "first", "second"),
        Application("door", null, "only"),
    ]);

    public static readonly ServeStatus Status = new(7,
    [
        new ApplicationDetails("digits", "/digits", ApplicationStatus.Running, "",
        [
            new DeploymentDetails(
                new DeploymentId("digits", "classifier"), DeploymentStatus.Healthy, DeploymentStatusTrigger.ConfigUpdateCompleted, "", 2,
                [Replica(1, ReplicaState.Running) with { ProcessId = 42, StartedAtMs = 1_000 }, Replica(2, ReplicaState.Running)]),
        ]),
        new ApplicationDetails("both", "/both", ApplicationStatus.DeployFailed, "second: no such file",
        [
            new DeploymentDetails(
                new DeploymentId("both", "second"), DeploymentStatus.DeployFailed, DeploymentStatusTrigger.ReplicaStartupFailed,
                "no such file", 1, []),
        ]),
    ])
    {
        Gateways =
        [
            new ControlProtocol.GatewayReport(new NodeId("akka.tcp://actorserve@gateway-1:4053", 1),
            [
                new ApplicationReport("digits", IsServing: true, "", 3, 5, 1_200),
                new ApplicationReport("both", IsServing: false, "partition 0 is halted: offset 7: bad", 0, 0, -1),
            ]),
        ],
    };

    public static readonly ImmutableArray<ServeNode> Members =
    [
        Member("seed", 4053), Member("replica", 4053), Member("gateway", 4053),
    ];

    public static ServeNode Member(string host, int port, MemberStatus status = MemberStatus.Up, bool isReachable = true) =>
        new(new Address("akka.tcp", "actorserve", host, port), status, isReachable);

    private static ApplicationConfig Application(string name, KafkaConfig? kafka, params string[] deployments) => new()
    {
        Name = name,
        RoutePrefix = $"/{name}",
        Ingress = deployments[0],
        Kafka = kafka,
        Deployments = [.. deployments.Select(d => new DeploymentConfig { Name = d, Model = $"models/{d}", ReplicasPerNode = 1 })],
    };

    private static ReplicaEntry Replica(long number, ReplicaState state) => new(
        new ReplicaId(
            new DeploymentKey(new DeploymentId("digits", "classifier"), "v"), new NodeId("akka.tcp://actorserve@replica:4053", 9), number),
        state, "", 512);
}
