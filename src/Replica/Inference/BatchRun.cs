using ActorServe.Replica.Formats;
using ActorServe.Shared.Protocol;

namespace ActorServe.Replica.Inference;

/// <summary>One call's rows, as they are read: grouped by shape, run as batches where that is possible, and written.</summary>
internal readonly struct BatchRun(RunBuffers buffers, Memory<RowEntry> entries, CancellationToken cancellation)
{
    /// <summary>Where the rows are read to.</summary>
    public RunBuffers Buffers { get; } = buffers;

    /// <summary>The entries of all rows of the call.</summary>
    public Memory<RowEntry> Entries { get; } = entries;

    /// <summary>Each row that was read has its entry then, and there is room for more.</summary>
    public void Run()
    {
        if (Buffers.Rows.Rows == 0) return;
        Start(Buffers.Rows);
        Publish();
        Buffers.Clear();
    }

    private void Start(RowColumns rows)
    {
        if (rows.Signature.Mode != BatchMode.Batched) OneByOne(rows, Buffers.Read);
        else if (rows.Signature.HasFixedInputs || AllOfOneShape(rows)) Batch(rows, Buffers.Read);
        else ByShape(rows);
    }

    private void ByShape(RowColumns rows)
    {
        var left = Enumerable.Range(0, rows.Rows).ToList();
        while (left.Count > 0)
        {
            var first = left[0];
            var group = left.FindAll(row => rows.SameShape(first, row));
            left.RemoveAll(row => rows.SameShape(first, row));
            Buffers.Gathered.Clear();
            foreach (var row in group) Buffers.Gathered.Copy(rows, row);
            var read = Buffers.Read;
            Batch(Buffers.Gathered, group.ConvertAll(row => read[row]));
        }
    }

    private void Batch(RowColumns rows, List<ReadRow> read)
    {
        if (Buffers.Run(rows, 0, rows.Rows, cancellation) is not { } failure) Write(read, 0, rows.Rows);
        else if (rows.Rows == 1 || failure.Kind == FailureKind.Timeout) Fail(read, 0, rows.Rows, failure);
        else OneByOne(rows, read);
    }

    private void OneByOne(RowColumns rows, List<ReadRow> read)
    {
        for (var row = 0; row < rows.Rows; row++)
        {
            if (Buffers.Run(rows, row, 1, cancellation) is { } failure) Fail(read, row, 1, failure);
            else Write(read, row, 1);
        }
    }

    private void Write(List<ReadRow> read, int start, int count)
    {
        for (var row = 0; row < count; row++)
        {
            var (index, format) = read[start + row];
            var at = Buffers.Writer.Length;
            try
            {
                format.Write(Buffers.Outputs, row, Buffers.Writer);
                Buffers.Written.Add(new WrittenRow(index, at, Buffers.Writer.Length - at));
            }
            catch (OverflowException)
            {
                Buffers.Writer.Truncate(at);
                Entries.Span[index] = RowEntry.Failed(index, FailureKind.ModelError, "the answer is larger than can be held");
            }

            // Else the answers of many rows would be too much together.
            if (Buffers.Writer.Length >= ModelSignature.MostBatchBytes) Publish();
        }
    }

    private void Publish()
    {
        var slab = Buffers.Writer.TakeCopy();
        var entries = Entries.Span;
        foreach (var (index, start, length) in Buffers.Written)
        {
            entries[index] = RowEntry.Completed(index, [new RowOutput(slab.AsMemory(start, length))]);
        }

        Buffers.Written.Clear();
    }

    private void Fail(List<ReadRow> read, int start, int count, RunFailure failure)
    {
        for (var row = start; row < start + count; row++)
        {
            Entries.Span[read[row].Index] = RowEntry.Failed(read[row].Index, failure.Kind, failure.Message);
        }
    }

    private static bool AllOfOneShape(RowColumns rows)
    {
        for (var row = 1; row < rows.Rows; row++)
        {
            if (!rows.SameShape(0, row)) return false;
        }

        return true;
    }
}
