using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Replica.Tests.Serving;

/// <summary>Rows, batches and callers for tests.</summary>
internal static class TestRows
{
    public static readonly DeploymentKey Key = new(new DeploymentId("digits", "classifier"), "v1");

    public static readonly ReplicaId Me = new(Key, new NodeId("akka://test", 1), 1);

    public static InferRow Row(int number, int partition = 0, TimeSpan? timeLeft = null) => new()
    {
        Source = new RowSource(partition, number, 1),
        Value = BitConverter.GetBytes(number),
        ContentType = "raw",
        TimeLeft = timeLeft,
    };

    public static InferBatch Batch(long id, int rows, int partition = 0, ReplicaId? to = null) =>
        new(to ?? Me, id, [.. Enumerable.Range(0, rows).Select(i => Row(i, partition))]);

    public static int NumberOf(RowEntry entry) => BitConverter.ToInt32(entry.Outputs[0].Value.Span);

    public static IActorRef Caller(string name) => new NamedCaller(name);

    /// <summary>A caller in another process.</summary>
    public static IActorRef RemoteCaller(string name) => new NamedCaller(name) { IsElsewhere = true };

    private sealed class NamedCaller(string name) : MinimalActorRef, IActorRefScope
    {
        public bool IsElsewhere { get; init; }

        public new bool IsLocal => !IsElsewhere;

        bool IActorRefScope.IsLocal => IsLocal;

        public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "test")) / "user" / name;

        public override IActorRefProvider Provider => throw new NotSupportedException();
    }
}
