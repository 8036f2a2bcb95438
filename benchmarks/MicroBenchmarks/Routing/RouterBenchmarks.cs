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
    private const int BatchRows = 128;

    private readonly IgnoringSink _sink = new();
    private ImmutableArray<InferRow> _records;
    private ImmutableArray<InferRow> _request;
    private ImmutableArray<RowEntry>[] _whole = [];
    private ImmutableArray<RowEntry>[] _inRuns = [];
    private ImmutableArray<RowEntry>[] _single = [];
    private RouterState _router = null!;

    [GlobalSetup]
    public void Fill()
    {
        _records = [.. Enumerable.Range(0, Rows).Select(n => new InferRow
        {
            Source = new RowSource(0, n, 1), ContentType = "application/json", Value = new byte[100],
        })];
        _request = _records.Slice(0, 1);
        ImmutableArray<RowEntry> entries = [.. Enumerable.Range(0, Rows).Select(n => RowEntry.Completed(n, [new RowOutput(new byte[40])]))];

        // Two batches of 128: a quarter of the room of two replicas.
        _whole = [entries.Slice(0, BatchRows)];
        _inRuns = [.. Enumerable.Range(0, BatchRows / 32).Select(run => entries.Slice(run * 32, 32))];
        _single = [entries.Slice(0, 1)];

        var options = new RouterOptions();
        var deployment = new DeploymentId("digits", "classifier");
        _router = new RouterState(
            new RouterSetup(deployment, options, new PowerOfTwoChoices(new Random(1)), TimeProvider.System), new Lanes(options));
        var node = new NodeId("akka.tcp://actorserve@127.0.0.1:4053", 1);
        var replicas = Enumerable.Range(1, 4).Select(n =>
            new ReplicaEntry(new ReplicaId(new DeploymentKey(deployment, "v1"), node, n), ReplicaState.Running, $"/user/replica-{n}", 512));
        _router.Learn(new ReplicasSnapshot(node, 1, [.. replicas]));
    }

    /// <summary>Each batch is answered at once.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public void One_reply() => Answer(_router.Submit(new RouterProtocol.Submit(Lane.Kafka, _records, _sink)), _whole);

    /// <summary>The replicas answer as model runs of 32 rows finish.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public void Replies_of_32() => Answer(_router.Submit(new RouterProtocol.Submit(Lane.Kafka, _records, _sink)), _inRuns);

    /// <summary>One request at a time: what a call over HTTP adds.</summary>
    [Benchmark]
    public void One_request() => Answer(_router.Submit(new RouterProtocol.Submit(Lane.Http, _request, _sink)), _single);

    private void Answer(RouterOutput output, ImmutableArray<RowEntry>[] replies)
    {
        foreach (var (replica, batch) in output.Sends)
        {
            foreach (var entries in replies)
            {
                var answered = _router.Answered(new BatchReply(replica.Id, batch.BatchId, Model, entries));
                foreach (var (sink, outcomes) in answered.Settled) sink.Settled(outcomes);
            }
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
