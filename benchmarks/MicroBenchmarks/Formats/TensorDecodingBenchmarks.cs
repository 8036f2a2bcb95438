using System.Runtime.InteropServices;
using System.Text.Json;
using ActorServe.Replica.Formats;
using ActorServe.Replica.Inference;
using BenchmarkDotNet.Attributes;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ActorServe.MicroBenchmarks.Formats;

/// <summary>A row of 784 floats (8.3 KB of JSON, 3.1 KB raw) into a batch, and a label with ten floats out of one.</summary>
[MemoryDiagnoser]
public unsafe class TensorDecodingBenchmarks
{
    private readonly RowColumns _columns = new(new ModelSignature(
        [new TensorSpec("image", TensorElementType.Float, [-1, 784], 0)], [], BatchMode.Batched));

    private readonly JsonFormat _json = new();
    private readonly RawFormat _raw = new();
    private readonly RowWriter _writer = new();
    private readonly float[] _scores = GC.AllocateArray<float>(10, pinned: true);
    private readonly long[] _labels = GC.AllocateArray<long>(1, pinned: true);
    private readonly OutputColumn[] _outputs =
    [
        new(new TensorSpec("label", TensorElementType.Int64, [-1], 0)),
        new(new TensorSpec("probabilities", TensorElementType.Float, [-1, 10], 0)),
    ];

    private byte[] _jsonRow = [];
    private byte[] _rawRow = [];

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        var image = Enumerable.Range(0, 784).Select(_ => random.NextSingle()).ToArray();
        _jsonRow = JsonSerializer.SerializeToUtf8Bytes(image);
        _rawRow = MemoryMarshal.AsBytes<float>(image).ToArray();
        for (var i = 0; i < _scores.Length; i++) _scores[i] = random.NextSingle();
        _outputs[0].Set((byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_labels, 0), [], 1);
        _outputs[1].Set((byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_scores, 0), [10], 10);
    }

    [Benchmark(Baseline = true)]
    public int Utf8JsonReaderOfTheFramework()
    {
        var room = _columns.Columns[0].Room<float>(784);
        var reader = new Utf8JsonReader(_jsonRow);
        var count = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number) room[count++] = reader.GetSingle();
        return count;
    }

    [Benchmark]
    public int JsonRow()
    {
        if (_json.Read(_jsonRow, _columns) is { } problem) throw new InvalidOperationException(problem);
        var rows = _columns.Rows;
        _columns.Clear();
        return rows;
    }

    [Benchmark]
    public int RawRow()
    {
        if (_raw.Read(_rawRow, _columns) is { } problem) throw new InvalidOperationException(problem);
        var rows = _columns.Rows;
        _columns.Clear();
        return rows;
    }

    [Benchmark]
    public int JsonAnswer()
    {
        _writer.Truncate(0);
        _json.Write(_outputs, 0, _writer);
        return _writer.Length;
    }
}
