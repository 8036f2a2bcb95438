using System.Collections.Immutable;
using ActorServe.Routing;
using ActorServe.Routing.Picking;
using ActorServe.Routing.Waiting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using BenchmarkDotNet.Attributes;
using static ActorServe.Shared.Protocol.DirectoryProtocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.MicroBenchmarks.Routing;

/// <summary>What routing costs a row: submitted, sent to one of four replicas, answered, settled. Figures are for one row.</summary>
[MemoryDiagnoser]
public class RouterBenchmarks
{
    private const int Rows = 256;

    private readonly IgnoringSink _sink = new();
    private ImmutableArray<InferRow> _records;
    private ImmutableArray<RowEntry> _entries;
    private RouterState _router = null!;

    [GlobalSetup]
    public void Fill()
    {
        _records = [.. Enumerable.Range(0, Rows).Select(n => new InferRow
        {
            Source = new RowSource(0, n, 1), ContentType = "application/json", Value = new byte[100],
        })];
        _entries = [.. Enumerable.Range(0, Rows).Select(n => RowEntry.Completed(n, [new RowOutput(new byte[40])]))];

        var options = new RouterOptions();
        var deployment = new DeploymentId("digits", "classifier");
        _router = new RouterState(deployment, options, new Lanes(options), new PowerOfTwoChoices(new Random(1)), TimeProvider.System);
        var node = new NodeId("akka.tcp://actorserve@127.0.0.1:4053", 1);
        var replicas = Enumerable.Range(1, 4).Select(n =>
            new ReplicaEntry(new ReplicaId(new DeploymentKey(deployment, "v1"), node, n), ReplicaState.Running, $"/user/replica-{n}", 512));
        _router.Learn(new ReplicasSnapshot(node, 1, [.. replicas]));
    }

    /// <summary>All rows in one batch and one reply.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public void One_reply() => Answer(_router.Submit(new RouterProtocol.Submit(Lane.Kafka, _records, _sink)), _entries);

    /// <summary>The replica answers as model runs of 32 rows finish.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public void Replies_of_32()
    {
        var output = _router.Submit(new RouterProtocol.Submit(Lane.Kafka, _records, _sink));
        for (var from = 0; from < Rows; from += 32) Answer(output, _entries.Slice(from, 32));
    }

    /// <summary>One request at a time: what a call over HTTP adds.</summary>
    [Benchmark]
    public void One_request() => Answer(_router.Submit(new RouterProtocol.Submit(Lane.Http, _records.Slice(0, 1), _sink)), _entries.Slice(0, 1));

    private void Answer(RouterOutput output, ImmutableArray<RowEntry> entries)
    {
        foreach (var (replica, batch) in output.Sends)
        {
            var answered = _router.Answered(new BatchReply(replica.Id, batch.BatchId, Model, entries));
            foreach (var (sink, outcomes) in answered.Settled) sink.Settled(outcomes);
        }
    }

    private static ModelVersion Model { get; } = new("digits", "3");

    private sealed class IgnoringSink : IRowSink
    {
        public void Settled(ImmutableArray<RowOutcome> outcomes)
        {
        }

        public void Withdrawn(ImmutableArray<InferRow> rows)
        {
        }
    }
}
