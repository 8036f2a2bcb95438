using System.Collections.Immutable;
using ActorServe.Routing.Waiting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.DirectoryProtocol;

namespace ActorServe.Routing.Tests;

/// <summary>Values that the specs of this project speak of.</summary>
internal static class Some
{
    public static readonly DeploymentId Deployment = new("digits", "classifier");

    public static readonly ModelVersion Model = new("digits", "3");

    public static NodeId Node(int port, long incarnation = 1) => new($"akka.tcp://actorserve@127.0.0.1:{port}", incarnation);

    public static ReplicaId ReplicaId(int number, NodeId? node = null) =>
        new(new DeploymentKey(Deployment, "v1"), node ?? Node(1), number);

    public static ReplicaEntry Replica(ReplicaId id, ReplicaState state = ReplicaState.Running, int max = 8) =>
        new(id, state, $"{id.Node.Address}/user/replica-{id.Number}", max);

    public static ReplicasSnapshot Snapshot(NodeId node, long revision, params ReplicaEntry[] replicas) =>
        new(node, revision, [.. replicas]);

    public static InferRow Record(int sequence, int partition = 0, long epoch = 1, int bytes = 0) => new()
    {
        Source = new RowSource(partition, sequence, epoch),
        ContentType = "application/json",
        Value = new byte[bytes],
    };

    public static InferRow Request(int number, TimeSpan? timeLeft = null) =>
        new() { Source = new RowSource(-1, number, 0), ContentType = "application/json", TimeLeft = timeLeft };

    public static ImmutableArray<InferRow> Records(int count, int from = 0) => [.. Enumerable.Range(from, count).Select(n => Record(n))];

    public static ImmutableArray<InferRow> Requests(int count, int from = 0) => [.. Enumerable.Range(from, count).Select(n => Request(n))];

    public static WaitingRow Waiting(InferRow row, Lane lane = Lane.Kafka, IRowSink? sink = null) =>
        new(row, sink ?? new RecordingSink(), lane, row.Bytes, row.TimeLeft ?? TimeSpan.MaxValue);
}
