using ActorServe.Replica.Inference;

namespace ActorServe.Replica.Formats;

/// <summary>All inputs of a model for the rows of a batch: each row is in every column, at the same place.</summary>
internal sealed class RowColumns
{
    public RowColumns(ModelSignature signature)
    {
        Signature = signature;
        Columns = [.. signature.Inputs.Select(input => new RowColumn(input))];
    }

    /// <summary>The model's signature.</summary>
    public ModelSignature Signature { get; }

    /// <summary>A column an input, in the model's order.</summary>
    public RowColumn[] Columns { get; }

    /// <summary>Complete rows.</summary>
    public int Rows { get; private set; }

    /// <summary>Bytes of all rows.</summary>
    public long Bytes
    {
        get
        {
            var bytes = 0L;
            foreach (var column in Columns) bytes += column.Bytes;
            return bytes;
        }
    }

    /// <summary>Bytes that are kept for rows.</summary>
    public long KeptBytes => Columns.Sum(column => (long)column.Memory.Length);

    /// <summary>Each column has the next row now.</summary>
    public void Commit() => Rows++;

    /// <summary>Drops what an incomplete row left in the columns.</summary>
    public void Rollback()
    {
        foreach (var column in Columns) column.Truncate(Rows);
    }

    /// <summary>Drops all rows.</summary>
    public void Clear()
    {
        Rows = 0;
        Rollback();
    }

    /// <summary>Takes over a row of the same model's columns.</summary>
    public void Copy(RowColumns from, int row)
    {
        for (var i = 0; i < Columns.Length; i++) Columns[i].Copy(from.Columns[i], row);
        Commit();
    }

    /// <summary>Adds a row of zeros.</summary>
    public void AddZeros()
    {
        foreach (var column in Columns) column.AddZeros();
        Commit();
    }

    /// <summary>Two rows can stand in one batch.</summary>
    public bool SameShape(int row, int other) =>
        Array.TrueForAll(Columns, column => column.Shape(row).AsSpan().SequenceEqual(column.Shape(other).AsSpan()));
}
