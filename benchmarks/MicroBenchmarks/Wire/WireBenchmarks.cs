using System.Collections.Immutable;
using System.Text;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Wire.Batches;
using BenchmarkDotNet.Attributes;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.MicroBenchmarks.Wire;

/// <summary>
/// What the wire's codec costs a row, as records of Kafka come: topic, offset, timestamp and a key of 8 bytes. Figures are for one row.
/// </summary>
[MemoryDiagnoser]
public class WireBenchmarks
{
    private const int Rows = 1024;

    private InferBatch _batch = null!;
    private BatchReply _reply = null!;
    private byte[] _batchFrame = [];
    private byte[] _replyFrame = [];

    /// <summary>Bytes of a value.</summary>
    [Params(100, 3136)]
    public int Value { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var replica = new ReplicaId(
            new DeploymentKey(new DeploymentId("digits", "classifier"), "86ac053c679a0515"),
            new NodeId("akka.tcp://actorserve@10.0.0.1:4053", 77), 3);
        _batch = new InferBatch(replica, 12_345, [.. Enumerable.Range(0, Rows).Select(n => new InferRow
        {
            Source = new RowSource(n % 8, 1_000_000 + n, 5),
            Topic = "digits.requests",
            Offset = 5_000_000 + n,
            TimestampMs = 1_790_000_000_000 + n,
            Key = Encoding.UTF8.GetBytes($"{n:d8}"),
            Value = new byte[Value],
            ContentType = "application/json",
        })]);
        _reply = new BatchReply(replica, 12_345, new ModelVersion("digits", "3"), [.. Enumerable.Range(0, Rows).Select(n =>
            RowEntry.Completed(n, ImmutableArray.Create(new RowOutput(new byte[40]))))]);
        _batchFrame = InferCodec.Write(_batch);
        _replyFrame = ReplyCodec.Write(_reply);
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public byte[] Write_batch() => InferCodec.Write(_batch);

    [Benchmark(OperationsPerInvoke = Rows)]
    public InferBatch Read_batch() => InferCodec.Read(_batchFrame);

    [Benchmark(OperationsPerInvoke = Rows)]
    public byte[] Write_reply() => ReplyCodec.Write(_reply);

    [Benchmark(OperationsPerInvoke = Rows)]
    public BatchReply Read_reply() => ReplyCodec.Read(_replyFrame);
}
