using System.Runtime.InteropServices;
using ActorServe.Replica.Formats;
using Microsoft.ML.OnnxRuntime;

namespace ActorServe.Replica.Inference;

/// <summary>ONNX Runtime's session, in the terms of rows. Any number of runs may be on; dispose it only when none is.</summary>
internal sealed unsafe class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    public OnnxSession(InferenceSession session, ModelSignature signature)
    {
        _session = session;
        Signature = signature;
        _inputNames = [.. signature.Inputs.Select(input => input.Name)];
        _outputNames = [.. signature.Outputs.Select(output => output.Name)];
        RowShapes = [.. signature.Outputs.Select(output => output.RowShape.ToArray())];
    }

    /// <summary>What the model takes and gives.</summary>
    public ModelSignature Signature { get; }

    /// <summary>The declared shapes of the outputs' rows.</summary>
    public long[][] RowShapes { get; }

    /// <summary>All sizes are declared and were seen to hold, so that memory is bound before a run.</summary>
    public bool IsBindable { get; set; }

    /// <summary>Options for one run at a time.</summary>
    public static RunOptions NewRunOptions() => new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    /// <summary>A binding of this session; dispose it before the session.</summary>
    public OrtIoBinding NewBinding() => _session.CreateIoBinding();

    /// <summary>Runs what is bound.</summary>
    public void Run(RunOptions options, OrtIoBinding binding) => _session.RunWithBinding(options, binding);

    /// <summary>Runs these inputs; the outputs are the runtime's memory, and the caller's to dispose.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(RunOptions options, OrtValue[] inputs) =>
        _session.Run(options, _inputNames, inputs, _outputNames);

    /// <summary>Rows of a column that follow each other and have one shape, as an input, in place.</summary>
    public static OrtValue Input(RowColumn column, int start, int count)
    {
        var shape = BatchShape(column.Spec, column.Shape(start).AsSpan(), count);
        if (column.Spec.ElementBytes == 0) return Strings(column, start, count, shape);
        var size = (long)count * column.Size(start);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(column.Memory, size == 0 ? 0 : column.Start(start));
        return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, column.Spec.Type, shape, address, size);
    }

    /// <summary>So many rows of pinned memory, as a tensor of declared size.</summary>
    public static OrtValue Tensor(TensorSpec spec, byte[] pinned, int count)
    {
        var shape = BatchShape(spec, spec.RowShape.AsSpan(), count);
        var size = count * spec.RowElements!.Value * spec.ElementBytes;
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
        return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, spec.Type, shape, address, size);
    }

    /// <summary>Has the column show an output of a run of so many rows; a failure where it has not a row for each.</summary>
    public RunFailure? Take(OrtValue value, OutputColumn column, int count)
    {
        var shape = value.GetTensorTypeAndShape().Shape;
        if (Signature.Mode != BatchMode.Whole)
        {
            if (shape.Length == 0 || shape[0] != count)
            {
                return RunFailure.WrongRows($"output '{column.Spec.Name}' has shape {Shapes.Text(shape)} for {count} rows");
            }

            shape = shape[1..];
        }

        var elements = checked((int)shape.Aggregate(1L, (a, b) => checked(a * b)));
        if (column.Spec.ElementBytes == 0)
        {
            column.Set(value, shape, elements);
        }
        else
        {
            fixed (byte* address = value.GetTensorMutableRawData()) column.Set(address, shape, elements);
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static OrtValue Strings(RowColumn column, int start, int count, long[] shape)
    {
        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        var first = column.Start(start);
        for (var i = 0; i < count * column.Size(start); i++) value.StringTensorSetElementAt(column.Strings[first + i].AsSpan(), i);
        return value;
    }

    private static long[] BatchShape(TensorSpec spec, ReadOnlySpan<long> row, int count) =>
        spec.BatchAxis is null ? row.ToArray() : [count, .. row];
}
