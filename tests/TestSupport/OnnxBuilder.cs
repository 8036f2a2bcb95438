using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace ActorServe.TestSupport;

/// <summary>Element types of ONNX, by their numbers in a file.</summary>
public enum OnnxType
{
    /// <summary>float32.</summary>
    Fp32 = 1,

    /// <summary>int32.</summary>
    I32 = 6,

    /// <summary>int64.</summary>
    I64 = 7,

    /// <summary>string.</summary>
    Text = 8,
}

/// <summary>Writes small ONNX files, so that tests and benchmarks need neither Python nor a download.</summary>
public sealed class OnnxBuilder
{
    private readonly List<ByteString> _nodes = [];
    private readonly List<ByteString> _initializers = [];
    private readonly List<ByteString> _inputs = [];
    private readonly List<ByteString> _outputs = [];
    private readonly int _opset;

    /// <summary>A model without nodes.</summary>
    public OnnxBuilder(int opset = 18) => _opset = opset;

    /// <summary>An input; a dimension is a number, or a name where it is free.</summary>
    public OnnxBuilder Input(string name, OnnxType type, params object[] dims)
    {
        _inputs.Add(ValueInfo(name, type, dims));
        return this;
    }

    /// <summary>An output; a dimension is a number, or a name where it is free.</summary>
    public OnnxBuilder Output(string name, OnnxType type, params object[] dims)
    {
        _outputs.Add(ValueInfo(name, type, dims));
        return this;
    }

    /// <summary>A constant of floats.</summary>
    public OnnxBuilder Constant(string name, float[] values, params long[] dims)
    {
        _initializers.Add(Tensor(name, OnnxType.Fp32, MemoryMarshal.AsBytes<float>(values), dims));
        return this;
    }

    /// <summary>A constant list of whole numbers.</summary>
    public OnnxBuilder Constant(string name, params long[] values)
    {
        _initializers.Add(Tensor(name, OnnxType.I64, MemoryMarshal.AsBytes<long>(values), [values.Length]));
        return this;
    }

    /// <summary>A node; attributes are <c>long</c>, <c>long[]</c> or <c>string</c>.</summary>
    public OnnxBuilder Node(string op, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        _nodes.Add(Message(node =>
        {
            foreach (var input in inputs) Text(node, 1, input);
            foreach (var output in outputs) Text(node, 2, output);
            Text(node, 4, op);
            foreach (var (name, value) in attributes) Bytes(node, 5, Attribute(name, value));
        }));
        return this;
    }

    /// <summary>The file's bytes.</summary>
    public byte[] ToArray()
    {
        var graph = Message(body =>
        {
            foreach (var node in _nodes) Bytes(body, 1, node);
            Text(body, 2, "graph");
            foreach (var initializer in _initializers) Bytes(body, 5, initializer);
            foreach (var input in _inputs) Bytes(body, 11, input);
            foreach (var output in _outputs) Bytes(body, 12, output);
        });
        return Message(model =>
        {
            Number(model, 1, 8);
            Text(model, 2, "actorserve");
            Bytes(model, 7, graph);
            Bytes(model, 8, Message(opset => Number(opset, 2, _opset)));
        }).ToByteArray();
    }

    /// <summary>Writes the file.</summary>
    public void Save(string path) => File.WriteAllBytes(path, ToArray());

    /// <summary>
    /// A network of the size of ONNX's MNIST model, its batch fixed at one as there: <c>image</c> float32 [1, 1, 28, 28] gives
    /// <c>scores</c> float32 [1, 10]. Its weights are random, and the same each time.
    /// </summary>
    public static void MnistSizedCnn(string path, bool freeBatch = false)
    {
        object batch = freeBatch ? "batch" : 1;
        var random = new Random(7);
        float[] Weights(int count, double scale) =>
            [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() - 0.5) * scale))];

        new OnnxBuilder()
            .Input("image", OnnxType.Fp32, batch, 1, 28, 28)
            .Output("scores", OnnxType.Fp32, batch, 10)
            .Constant("w1", Weights(8 * 25, 0.4), 8, 1, 5, 5).Constant("b1", Weights(8, 0.1), 8, 1, 1)
            .Constant("w2", Weights(16 * 8 * 25, 0.2), 16, 8, 5, 5).Constant("b2", Weights(16, 0.1), 16, 1, 1)
            .Constant("flat", freeBatch ? 0 : 1, 256)
            .Constant("w3", Weights(2560, 0.2), 256, 10).Constant("b3", Weights(10, 0.1), 1, 10)
            .Node("Conv", ["image", "w1"], ["c1"], ("auto_pad", "SAME_UPPER"), ("kernel_shape", new long[] { 5, 5 }))
            .Node("Add", ["c1", "b1"], ["a1"])
            .Node("Relu", ["a1"], ["r1"])
            .Node("MaxPool", ["r1"], ["p1"], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }))
            .Node("Conv", ["p1", "w2"], ["c2"], ("auto_pad", "SAME_UPPER"), ("kernel_shape", new long[] { 5, 5 }))
            .Node("Add", ["c2", "b2"], ["a2"])
            .Node("Relu", ["a2"], ["r2"])
            .Node("MaxPool", ["r2"], ["p2"], ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 3, 3 }))
            .Node("Reshape", ["p2", "flat"], ["f"])
            .Node("MatMul", ["f", "w3"], ["m"])
            .Node("Add", ["m", "b3"], ["scores"])
            .Save(path);
    }

    private static ByteString ValueInfo(string name, OnnxType type, object[] dims) => Message(info =>
    {
        var shape = Message(body =>
        {
            foreach (var dim in dims) Bytes(body, 1, Dimension(dim));
        });
        var tensor = Message(body =>
        {
            Number(body, 1, (long)type);
            Bytes(body, 2, shape);
        });
        Text(info, 1, name);
        Bytes(info, 2, Message(kind => Bytes(kind, 1, tensor)));
    });

    private static ByteString Dimension(object dim) => Message(body =>
    {
        if (dim is string symbol) Text(body, 2, symbol);
        else Number(body, 1, Convert.ToInt64(dim, CultureInfo.InvariantCulture));
    });

    private static ByteString Tensor(string name, OnnxType type, ReadOnlySpan<byte> data, long[] dims)
    {
        var raw = ByteString.CopyFrom(data);
        return Message(tensor =>
        {
            foreach (var dim in dims) Number(tensor, 1, dim);
            Number(tensor, 2, (long)type);
            Text(tensor, 8, name);
            Bytes(tensor, 9, raw);
        });
    }

    private static ByteString Attribute(string name, object value) => Message(attribute =>
    {
        Text(attribute, 1, name);
        switch (value)
        {
            case long number: Number(attribute, 3, number); Number(attribute, 20, 2); break;
            case string text: Text(attribute, 4, text); Number(attribute, 20, 3); break;
            case long[] numbers: foreach (var number in numbers) Number(attribute, 8, number); Number(attribute, 20, 7); break;
            default: throw new ArgumentException($"An attribute cannot be a {value.GetType()}.", nameof(value));
        }
    });

    private static ByteString Message(Action<CodedOutputStream> write)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory, leaveOpen: true)) write(output);
        return ByteString.CopyFrom(memory.ToArray());
    }

    private static void Number(CodedOutputStream output, int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    private static void Text(CodedOutputStream output, int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    private static void Bytes(CodedOutputStream output, int field, ByteString value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(value);
    }
}
