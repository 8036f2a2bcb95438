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
    private readonly BufferPool _buffers;
    private readonly ImmutableDictionary<IRowFormat, string> _refusals;

    public OnnxModel(OnnxSession session, ModelVersion version, int concurrentBatches, ILogger logger)
    {
        _session = session;
        _logger = logger;
        _buffers = new BufferPool(session);
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
    public int MostRows => Signature.MostRows;

    /// <inheritdoc/>
    public bool IsSynchronous => true;

    /// <summary>What it takes and gives.</summary>
    public ModelSignature Signature => _session.Signature;

    /// <summary>Bytes that it keeps for further runs.</summary>
    public long KeptBytes => _buffers.KeptBytes;

    /// <inheritdoc/>
    public ValueTask RunAsync(ReadOnlyMemory<InferRow> rows, Memory<RowEntry> entries, CancellationToken cancellation)
    {
        if (!_gate.TryEnter())
        {
            FailTheRest(entries.Span, "the model is no longer loaded");
            return default;
        }

        var buffers = _buffers.Rent();
        try
        {
            Run(new BatchRun(buffers, entries, cancellation), rows.Span);
        }
#pragma warning disable CA1031 // Whatever a row or the model did, its rows have an outcome.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _logger.LogError(fault, "A run of {Model} broke; its {Rows} rows fail.", Version, rows.Length);
            FailTheRest(entries.Span, "the run broke; the replica's log says why");
        }
        finally
        {
            _buffers.Return(buffers);
            _gate.Exit();
        }

        return default;
    }

    /// <summary>
    /// Runs so many rows of zeros twice, since the first runs of a size are ten times slower than the rest. What the model has against
    /// zeros is told, and no fault of the model. Null also where it cannot be tried, because a dimension besides the batch is free.
    /// </summary>
    public RunFailure? WarmUp(int batchSize)
    {
        if (!Signature.HasFixedInputs || !_gate.TryEnter()) return null;
        var buffers = _buffers.Rent();
        try
        {
            while (buffers.Rows.Rows < batchSize && !buffers.IsFull) buffers.Rows.AddZeros();
            return buffers.Run(buffers.Rows, 0, buffers.Rows.Rows, CancellationToken.None)
                ?? buffers.Run(buffers.Rows, 0, buffers.Rows.Rows, CancellationToken.None);
        }
        finally
        {
            _buffers.Return(buffers);
            _gate.Exit();
        }
    }

    /// <summary>Lets no run begin any more, waits for those that are on, and ends the session.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.CloseAsync().ConfigureAwait(false);
        _buffers.Dispose();
        _session.Dispose();
    }

    private void Run(BatchRun run, ReadOnlySpan<InferRow> rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (run.Buffers.IsFull) run.Run();
            if (Read(rows[i], i, run.Buffers) is { } problem) run.Entries.Span[i] = RowEntry.Failed(i, FailureKind.BadInput, problem);
        }

        run.Run();
    }

    private string? Read(InferRow row, int index, RunBuffers buffers)
    {
        if (row.Value is not { } value) return "the record has no value (a tombstone), which no model accepts";
        if (!ReferenceEquals(row.ContentType, buffers.LastContentType) && FormatOf(row.ContentType, buffers) is { } unknown) return unknown;
        var format = buffers.LastFormat!;
        try
        {
            if (format.Read(value.Span, buffers.Rows) is { } problem) return problem;
        }
        catch (OverflowException)
        {
            buffers.Rows.Rollback();
            return "the row is larger than can be held";
        }

        buffers.Read.Add(new ReadRow(index, format));
        return null;
    }

    // The rows of a topic share the string, so that it is looked up once a run at most.
    private string? FormatOf(string contentType, RunBuffers buffers)
    {
        if (RowFormats.Of(contentType) is not { } format) return RowFormats.Unknown(contentType);
        if (_refusals.TryGetValue(format, out var refusal)) return refusal;
        (buffers.LastContentType, buffers.LastFormat) = (contentType, format);
        return null;
    }

    private static void FailTheRest(Span<RowEntry> entries, string message)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].Status == RowStatus.None) entries[i] = RowEntry.Failed(i, FailureKind.ModelError, message);
        }
    }
}
