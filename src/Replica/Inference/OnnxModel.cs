using System.Collections.Immutable;
using ActorServe.Replica.Formats;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Microsoft.Extensions.Logging;

namespace ActorServe.Replica.Inference;

/// <summary>
/// An ONNX model. Rows that cannot be read fail alone; the others run as one batch where the model has one, and where that fails, again
/// row by row, once. What the runtime calls an invalid argument is bad input, all else a model error. It knows nothing between runs:
/// running a row twice gives the same answer.
/// </summary>
internal sealed class OnnxModel : IModel, IAsyncDisposable
{
    private readonly OnnxSession _session;
    private readonly ILogger _logger;
    private readonly RunGate _gate = new();
    private readonly Stack<RunBuffers> _free = new();
    private readonly ImmutableDictionary<IRowFormat, string> _refusals;

    public OnnxModel(OnnxSession session, ModelVersion version, int concurrentBatches, ILogger logger)
    {
        _session = session;
        _logger = logger;
        Version = version;
        DefaultConcurrentBatches = concurrentBatches;
        _refusals = RowFormats.All
            .Select(format => (Format: format, Refusal: format.Refusal(session.Signature)))
            .Where(format => format.Refusal is not null)
            .ToImmutableDictionary(format => format.Format, format => format.Refusal!);
    }

    /// <inheritdoc/>
    public ModelVersion Version { get; }

    /// <inheritdoc/>
    public int DefaultConcurrentBatches { get; }

    /// <inheritdoc/>
    public bool IsSynchronous => true;

    /// <summary>What it takes and gives.</summary>
    public ModelSignature Signature => _session.Signature;

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<RowEntry>> RunAsync(ImmutableArray<InferRow> rows, CancellationToken cancellation)
    {
        if (!_gate.TryEnter()) return ValueTask.FromResult(AllFailed(rows.Length, "the model is no longer loaded"));
        var buffers = Rent();
        try
        {
            return ValueTask.FromResult(Run(buffers, rows, cancellation));
        }
#pragma warning disable CA1031 // Whatever a row or the model did, its rows have an outcome.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _logger.LogError(fault, "A run of {Model} broke; its {Rows} rows fail.", Version, rows.Length);
            return ValueTask.FromResult(AllFailed(rows.Length, "the run broke; the replica's log says why"));
        }
        finally
        {
            Return(buffers);
            _gate.Exit();
        }
    }

    /// <summary>
    /// Runs so many rows of zeros twice, since the first runs of a size are ten times slower than the rest. What the model has against
    /// zeros is told, and no fault of the model. Null also where it cannot be tried, because a dimension besides the batch is free.
    /// </summary>
    public RunFailure? WarmUp(int batchSize)
    {
        if (!Signature.HasFixedInputs || !_gate.TryEnter()) return null;
        var buffers = Rent();
        try
        {
            for (var i = 0; i < batchSize; i++) buffers.Rows.AddZeros();
            return buffers.Run(buffers.Rows, 0, batchSize, CancellationToken.None) ?? buffers.Run(buffers.Rows, 0, batchSize, CancellationToken.None);
        }
        finally
        {
            Return(buffers);
            _gate.Exit();
        }
    }

    /// <summary>Lets no run begin any more, waits for those that are on, and ends the session.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.CloseAsync().ConfigureAwait(false);
        foreach (var buffers in _free) buffers.Dispose();
        _session.Dispose();
    }

    private ImmutableArray<RowEntry> Run(RunBuffers buffers, ImmutableArray<InferRow> rows, CancellationToken cancellation)
    {
        var entries = new RowEntry[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            if (Read(rows[i], i, buffers) is { } problem) entries[i] = RowEntry.Failed(i, FailureKind.BadInput, problem);
        }

        new BatchRun(buffers, entries, cancellation).Run();
        var slab = buffers.Writer.TakeCopy();
        foreach (var (index, start, length) in buffers.Written)
        {
            entries[index] = RowEntry.Completed(index, [new RowOutput(slab.AsMemory(start, length))]);
        }

        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(entries);
    }

    private string? Read(InferRow row, int index, RunBuffers buffers)
    {
        if (row.Value is not { } value) return "the record has no value (a tombstone), which no model accepts";
        if (RowFormats.Of(row.ContentType) is not { } format) return RowFormats.Unknown(row.ContentType);
        if (_refusals.TryGetValue(format, out var refusal)) return refusal;
        if (format.Read(value.Span, buffers.Rows) is { } problem) return problem;
        buffers.Read.Add(new ReadRow(index, format));
        return null;
    }

    private RunBuffers Rent()
    {
        lock (_free)
        {
            if (_free.TryPop(out var buffers)) return buffers;
        }

        return new RunBuffers(_session);
    }

    private void Return(RunBuffers buffers)
    {
        buffers.Clear();
        lock (_free) _free.Push(buffers);
    }

    private static ImmutableArray<RowEntry> AllFailed(int rows, string message) =>
        [.. Enumerable.Range(0, rows).Select(row => RowEntry.Failed(row, FailureKind.ModelError, message))];
}
