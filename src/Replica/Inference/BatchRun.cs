using ActorServe.Replica.Formats;
using ActorServe.Shared.Protocol;

namespace ActorServe.Replica.Inference;

/// <summary>One call's rows, once read: grouped by shape, run as batches where that is possible, and written.</summary>
internal readonly struct BatchRun(RunBuffers buffers, RowEntry[] entries, CancellationToken cancellation)
{
    /// <summary>Each row that was read is written or has its failure then.</summary>
    public void Run()
    {
        var rows = buffers.Rows;
        if (rows.Rows == 0) return;
        if (rows.Signature.Mode != BatchMode.Batched) OneByOne(rows, buffers.Read);
        else if (rows.Signature.HasFixedInputs || AllOfOneShape(rows)) Batch(rows, buffers.Read);
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
            buffers.Gathered.Clear();
            foreach (var row in group) buffers.Gathered.Copy(rows, row);
            var read = buffers.Read;
            Batch(buffers.Gathered, group.ConvertAll(row => read[row]));
        }
    }

    private void Batch(RowColumns rows, List<ReadRow> read)
    {
        if (buffers.Run(rows, 0, rows.Rows, cancellation) is not { } failure) Write(read, 0, rows.Rows);
        else if (rows.Rows == 1 || failure.Kind == FailureKind.Timeout) Fail(read, 0, rows.Rows, failure);
        else OneByOne(rows, read);
    }

    private void OneByOne(RowColumns rows, List<ReadRow> read)
    {
        for (var row = 0; row < rows.Rows; row++)
        {
            if (buffers.Run(rows, row, 1, cancellation) is { } failure) Fail(read, row, 1, failure);
            else Write(read, row, 1);
        }
    }

    private void Write(List<ReadRow> read, int start, int count)
    {
        for (var row = 0; row < count; row++)
        {
            var (index, format) = read[start + row];
            var at = buffers.Writer.Length;
            format.Write(buffers.Outputs, row, buffers.Writer);
            buffers.Written.Add(new WrittenRow(index, at, buffers.Writer.Length - at));
        }
    }

    private void Fail(List<ReadRow> read, int start, int count, RunFailure failure)
    {
        for (var row = start; row < start + count; row++)
        {
            entries[read[row].Index] = RowEntry.Failed(read[row].Index, failure.Kind, failure.Message);
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
