using System.Runtime.InteropServices;
using ActorServe.Replica.Formats;
using ActorServe.Shared.Protocol;
using Microsoft.ML.OnnxRuntime;

namespace ActorServe.Replica.Inference;

/// <summary>
/// The memory of one run at a time, kept from run to run: the rows' columns, the bound batches of a small model, the outputs, the run's
/// options. Where sizes are known, a run of so many rows is bound once and then costs no allocation.
/// </summary>
internal sealed unsafe class RunBuffers(OnnxSession session) : IDisposable
{
    private const int LargestBound = 256;
    private readonly Dictionary<int, BoundBatch> _bound = [];
    private readonly byte[][] _outputs = [.. session.Signature.Outputs.Select(_ => Array.Empty<byte>())];
    private IDisposableReadOnlyCollection<OrtValue>? _results;
    private RunOptions _options = OnnxSession.NewRunOptions();
    private int _moves;
    private long _peak;

    /// <summary>The rows as they were read.</summary>
    public RowColumns Rows { get; } = new(session.Signature);

    /// <summary>Rows of one shape, gathered from <see cref="Rows"/> where those differ.</summary>
    public RowColumns Gathered { get; } = new(session.Signature);

    /// <summary>The outputs of the last run.</summary>
    public OutputColumn[] Outputs { get; } = [.. session.Signature.Outputs.Select(output => new OutputColumn(output))];

    /// <summary>Where answers are written.</summary>
    public RowWriter Writer { get; } = new();

    /// <summary>The content type of the last row that could be read.</summary>
    public string? LastContentType { get; set; }

    /// <summary>Its format.</summary>
    public IRowFormat? LastFormat { get; set; }

    /// <summary>What was read into <see cref="Rows"/>, by its place there.</summary>
    public List<ReadRow> Read { get; } = [];

    /// <summary>What was written to <see cref="Writer"/>.</summary>
    public List<WrittenRow> Written { get; } = [];

    /// <summary>The rows that were read are as many as one run should have.</summary>
    public bool IsFull => Rows.Rows >= session.Signature.MostRows || Rows.Bytes >= ModelSignature.MostBatchBytes;

    /// <summary>Bytes that it keeps between runs; the writer has a bound of its own.</summary>
    public long KeptBytes => Rows.KeptBytes + Gathered.KeptBytes + _outputs.Sum(output => (long)output.Length);

    /// <summary>
    /// Runs these rows, which follow each other, as one batch. Null when <see cref="Outputs"/> hold the results, until the next run.
    /// </summary>
    public RunFailure? Run(RowColumns rows, int start, int count, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return RunFailure.TimedOut;
        var stop = cancellation.UnsafeRegister(static options => ((RunOptions)options!).Terminate = true, _options);
        try
        {
            if (session.IsBindable && start == 0 && count <= LargestBound && rows == Rows) return RunBound(count);
            return RunUnbound(rows, start, count);
        }
        catch (OverflowException)
        {
            return new RunFailure(FailureKind.ModelError, "the model's inputs or outputs are larger than can be held");
        }
        catch (OnnxRuntimeException refusal)
        {
            return cancellation.IsCancellationRequested ? RunFailure.TimedOut : RunFailure.From(refusal);
        }
        finally
        {
            stop.Dispose();
            if (cancellation.IsCancellationRequested) RenewOptions();
        }
    }

    /// <summary>Forgets the rows and lets go of the results.</summary>
    public void Clear()
    {
        _peak = Math.Max(_peak, Rows.Bytes + Gathered.Bytes + (session.IsBindable ? Rows.Rows * session.Signature.OutputBytes : 0));
        _results?.Dispose();
        _results = null;
        Rows.Clear();
        Gathered.Clear();
        Read.Clear();
        Written.Clear();
        Writer.Truncate(0);
    }

    /// <summary>The most bytes that it had to keep at once since this was last asked.</summary>
    public long TakePeak()
    {
        var peak = _peak;
        _peak = 0;
        return peak;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Clear();
        Unbind();
        _options.Dispose();
    }

    private RunFailure? RunBound(int count)
    {
        var moves = 0;
        foreach (var column in Rows.Columns) moves += column.Moves;
        if (moves != _moves) Unbind();
        _moves = moves;
        if (!_bound.TryGetValue(count, out var batch)) batch = Bind(count);
        session.Run(_options, batch.Binding);
        for (var i = 0; i < Outputs.Length; i++)
        {
            var address = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_outputs[i], 0);
            Outputs[i].Set(address, session.RowShapes[i], (int)Outputs[i].Spec.RowElements!.Value);
        }

        return null;
    }

    private BoundBatch Bind(int count)
    {
        for (var i = 0; i < Outputs.Length; i++)
        {
            var needed = checked(count * (int)Outputs[i].Spec.RowElements!.Value * Outputs[i].Spec.ElementBytes);
            if (needed <= _outputs[i].Length) continue;
            Unbind();
            _outputs[i] = GC.AllocateUninitializedArray<byte>(Math.Max(needed, 2 * _outputs[i].Length), pinned: true);
        }

        var batch = new BoundBatch(session.NewBinding());
        _bound.Add(count, batch);
        foreach (var column in Rows.Columns) batch.Input(column, OnnxSession.Input(column, 0, count));
        for (var i = 0; i < Outputs.Length; i++) batch.Output(Outputs[i].Spec, OnnxSession.Tensor(Outputs[i].Spec, _outputs[i], count));
        return batch;
    }

    private void Unbind()
    {
        foreach (var batch in _bound.Values) batch.Dispose();
        _bound.Clear();
    }

    private RunFailure? RunUnbound(RowColumns rows, int start, int count)
    {
        _results?.Dispose();
        _results = null;
        var inputs = new OrtValue[rows.Columns.Length];
        try
        {
            for (var i = 0; i < inputs.Length; i++) inputs[i] = OnnxSession.Input(rows.Columns[i], start, count);
            _results = session.Run(_options, inputs);
        }
        finally
        {
            foreach (var input in inputs) input?.Dispose();
        }

        for (var i = 0; i < Outputs.Length; i++)
        {
            if (session.Take(_results[i], Outputs[i], count) is { } failure) return failure;
        }

        return null;
    }

    private void RenewOptions()
    {
        // A run that was told to stop leaves that in its options for ever.
        _options.Dispose();
        _options = OnnxSession.NewRunOptions();
    }

    private sealed class BoundBatch(OrtIoBinding binding) : IDisposable
    {
        private readonly List<OrtValue> _values = [];

        public OrtIoBinding Binding { get; } = binding;

        public void Input(RowColumn column, OrtValue value)
        {
            _values.Add(value);
            Binding.BindInput(column.Spec.Name, value);
        }

        public void Output(TensorSpec spec, OrtValue value)
        {
            _values.Add(value);
            Binding.BindOutput(spec.Name, value);
        }

        public void Dispose()
        {
            Binding.Dispose();
            foreach (var value in _values) value.Dispose();
        }
    }
}

/// <summary>A row that was read: its place in the caller's rows, and how its answer is written.</summary>
internal readonly record struct ReadRow(int Index, IRowFormat Format);

/// <summary>An answer that was written: the row's place in the caller's rows, and its bytes.</summary>
internal readonly record struct WrittenRow(int Index, int Start, int Length);
