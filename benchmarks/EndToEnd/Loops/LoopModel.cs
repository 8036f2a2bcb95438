using Microsoft.ML.OnnxRuntime;

namespace ActorServe.EndToEnd.Loops;

/// <summary>
/// What the hand-written loops run: nothing for echo, else one ONNX session on raw float32 values, as measured to be fastest.
/// </summary>
internal sealed class LoopModel : IDisposable
{
    private readonly InferenceSession? _session;
    private readonly RunOptions _options = new();
    private readonly string _input = "";
    private readonly long[] _dims = [];
    private readonly bool _fixedAtOne;

    public LoopModel(string? path)
    {
        if (path is null) return;
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        _session = new InferenceSession(path, options);
        var (name, metadata) = _session.InputMetadata.Single();
        _input = name;
        _dims = [.. metadata.Dimensions.Select(d => (long)d)];
        _fixedAtOne = _dims[0] == 1;
        RowBytes = (int)_dims[1..].Aggregate(1L, (a, b) => a * b) * sizeof(float);
    }

    private int RowBytes { get; }

    /// <summary>The answers of some values, each the raw bytes of the model's outputs, one after the other.</summary>
    public byte[][] Run(byte[][] values)
    {
        if (_session is null) return values;
        return _fixedAtOne ? [.. values.Select(v => RunBatch([v])[0])] : RunBatch(values);
    }

    public void Dispose()
    {
        _options.Dispose();
        _session?.Dispose();
    }

    private byte[][] RunBatch(byte[][] values)
    {
        var gathered = new float[values.Length * RowBytes / sizeof(float)];
        for (var i = 0; i < values.Length; i++) Buffer.BlockCopy(values[i], 0, gathered, i * RowBytes, RowBytes);
        using var input = OrtValue.CreateTensorValueFromMemory(gathered, [values.Length, .. _dims[1..]]);
        using var outputs = _session!.Run(_options, [_input], [input], _session.OutputNames);
        var sizes = outputs.Select(o => BytesOf(o).Length / values.Length).ToArray();
        var answers = new byte[values.Length][];
        for (var row = 0; row < values.Length; row++)
        {
            var answer = answers[row] = new byte[sizes.Sum()];
            for (int output = 0, at = 0; output < sizes.Length; at += sizes[output++])
                BytesOf(outputs[output]).Slice(row * sizes[output], sizes[output]).CopyTo(answer.AsSpan(at));
        }

        return answers;
    }

    private static Span<byte> BytesOf(OrtValue output) => output.GetTensorMutableRawData();
}
