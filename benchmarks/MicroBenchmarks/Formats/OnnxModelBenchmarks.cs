using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using ActorServe.Replica.Inference;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServe.MicroBenchmarks.Formats;

/// <summary>The digits sample's model, rows in and answers out, a call of 32 rows.</summary>
[MemoryDiagnoser]
public class OnnxModelBenchmarks
{
    private const int Rows = 32;
    private IModelLease? _lease;
    private ImmutableArray<InferRow> _raw = [];
    private ImmutableArray<InferRow> _json = [];

    [GlobalSetup]
    public async Task Setup()
    {
        var store = new ModelStore(1, NullLogger<ModelStore>.Instance);
        _lease = await store.AcquireAsync(
            new DeploymentConfig { Name = "digits", Model = Path.Combine(Repository(), "samples/digits/models/digits") }, default);
        var random = new Random(1);
        var images = Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(0, 64).Select(_ => (float)random.Next(17)).ToArray()).ToList();
        _raw =
        [
            .. images.Select(image => new InferRow
            {
                Value = MemoryMarshal.AsBytes<float>(image).ToArray(), ContentType = ContentTypes.Raw,
            }),
        ];
        _json =
        [
            .. images.Select(image => new InferRow
            {
                Value = JsonSerializer.SerializeToUtf8Bytes(new { pixels = image, label = 7 }), ContentType = ContentTypes.Json,
            }),
        ];
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public int RawRows() => Run(_raw);

    [Benchmark(OperationsPerInvoke = Rows)]
    public int JsonRows() => Run(_json);

    private int Run(ImmutableArray<InferRow> rows)
    {
        var entries = new RowEntry[rows.Length];
        var run = _lease!.Model.RunAsync(rows.AsMemory(), entries, CancellationToken.None);
        if (!run.IsCompletedSuccessfully) throw new InvalidOperationException("The run did not end on this thread.");
        run.GetAwaiter().GetResult();
        return entries[^1].Status == RowStatus.Completed ? entries.Length : throw new InvalidOperationException(entries[^1].Message);
    }

    private static string Repository([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
