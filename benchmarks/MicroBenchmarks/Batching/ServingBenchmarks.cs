using System.Collections.Immutable;
using ActorServe.Deployments;
using ActorServe.Replica.Batching;
using ActorServe.Replica.Code;
using ActorServe.Replica.Serving;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.MicroBenchmarks.Batching;

/// <summary>What a replica adds to a model, for one row of a batch of 256.</summary>
[MemoryDiagnoser]
public class ServingBenchmarks
{
    private const int Rows = 256;
    private static readonly TimeSpan Now = TimeSpan.FromMinutes(1);
    private static readonly ReplicaId Me = new(new DeploymentKey(new DeploymentId("a", "d"), "v1"), new NodeId("akka://x", 1), 1);

    private readonly InferBatch _batch = new(Me, 1, [.. Enumerable.Range(0, Rows).Select(n => new InferRow
    {
        Source = new RowSource(0, n, 1), ContentType = "application/json", Value = new byte[100],
    })]);

    private readonly ImmutableArray<RowEntry> _entries = [.. Enumerable.Range(0, Rows).Select(n => RowEntry.Completed(n, []))];
    private readonly OngoingRows _ongoing = new(Me, new ModelVersion("m", "1"), 4_096, new ReplyShare());
    private readonly BatchWindow<AdmittedRow> _window = new(32, TimeSpan.Zero, 1);
    private IReadOnlyList<AdmittedRow> _admitted = [];
    private RunSettings _single = null!;
    private RunSettings _batches = null!;

    [GlobalSetup]
    public void Admit()
    {
        _admitted = _ongoing.Admit(_batch, ActorRefs.Nobody, Now).Accepted;
        if (_ongoing.Finish(_admitted, _entries).Count() != 1) throw new InvalidOperationException("One batch has one reply.");
        var failures = new FailureLog(new DeploymentId("a", "d"), NullLoggerFactory.Instance);
        var echo = new CodeModel(new Echo(), new ModelVersion("m", "1"), failures);
        _single = new RunSettings(echo, 1, null, TimeProvider.System, CancellationToken.None);
        _batches = _single with { MaxBatchSize = 32 };
    }

    /// <summary>Taken in and answered.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public int Ongoing_rows() => _ongoing.Finish(_ongoing.Admit(_batch, ActorRefs.Nobody, Now).Accepted, _entries).Count();

    /// <summary>Waited and cut into batches of 32.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public void Batch_window()
    {
        foreach (var row in _admitted) _window.Add(row, Now, row.Deadline);
        while (_window.TryCut(Now, 0, out _)) _window.Finished();
    }

    /// <summary>Run by an echo deployment in one run of 256 batches of one.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public void Echo_in_batches_of_1() => new ModelRun(_single, _admitted, ActorRefs.Nobody).Run();

    /// <summary>Run by an echo deployment in one run of 8 batches of 32.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public void Echo_in_batches_of_32() => new ModelRun(_batches, _admitted, ActorRefs.Nobody).Run();

    private sealed class Echo : IDeployment
    {
        public ValueTask<DeploymentResult> InferAsync(DeploymentRequest request, CancellationToken cancellation) =>
            new(DeploymentResult.Of(request.Value));
    }
}
