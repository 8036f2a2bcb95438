using ActorServe.Replica.Inference;

namespace ActorServe.Replica.Formats;

/// <summary>
/// <c>application/json</c>. A value is one row, without a batch dimension: an object with a member for each input, or the only input
/// itself. An input is nested arrays, or a flat array of as many elements; members that name no input are ignored, a missing one is an
/// error. An answer is always an object with a member for each output, nested as its shape is. NaN and the infinities, which JSON has no
/// numbers for, are the strings <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c> both ways; text that is not UTF-8 is written
/// with replacement characters.
/// </summary>
internal sealed class JsonFormat : IRowFormat
{
    /// <inheritdoc/>
    public string? Refusal(ModelSignature signature) => null;

    /// <inheritdoc/>
    public string? Read(ReadOnlySpan<byte> value, RowColumns columns)
    {
        var cursor = new JsonCursor(value);
        var isRead = cursor.Peek() == '{' ? ReadObject(ref cursor, columns) : ReadOnly(ref cursor, columns);
        if (isRead && cursor.End())
        {
            columns.Commit();
            return null;
        }

        columns.Rollback();
        return cursor.Problem;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<OutputColumn> outputs, int row, RowWriter writer)
    {
        writer.Write((byte)'{');
        for (var i = 0; i < outputs.Length; i++)
        {
            if (i > 0) writer.Write((byte)',');
            JsonWriting.Text(outputs[i].Spec.Utf8Name, writer);
            writer.Write((byte)':');
            JsonWriting.Tensor(outputs[i], row, writer);
        }

        writer.Write((byte)'}');
    }

    private static bool ReadOnly(ref JsonCursor cursor, RowColumns columns)
    {
        if (columns.Columns.Length == 1) return ReadInput(ref cursor, columns.Columns[0]);
        var names = string.Join(", ", columns.Columns.Select(column => column.Spec.Name));
        return cursor.Fail($"the model has {columns.Columns.Length} inputs ({names}): expected an object with a member for each");
    }

    private static bool ReadObject(ref JsonCursor cursor, RowColumns columns)
    {
        cursor.TryTake((byte)'{');
        if (!cursor.TryTake((byte)'}'))
        {
            do
            {
                if (!cursor.String(out var name) || !cursor.Take((byte)':')) return false;
                var column = Find(columns, name);
                if (!(column is null ? cursor.Skip() : ReadInput(ref cursor, column, columns.Rows))) return false;
            }
            while (cursor.TryTake((byte)','));
            if (!cursor.Take((byte)'}')) return false;
        }

        var missing = Array.Find(columns.Columns, column => column.Rows == columns.Rows);
        return missing is null || cursor.Fail($"input '{missing.Spec.Name}' is missing");
    }

    private static bool ReadInput(ref JsonCursor cursor, RowColumn column, int rows)
    {
        return column.Rows > rows ? cursor.Fail($"input '{column.Spec.Name}' is given twice") : ReadInput(ref cursor, column);
    }

    private static bool ReadInput(ref JsonCursor cursor, RowColumn column)
    {
        var tensor = cursor;
        if (JsonTensor.Read(ref tensor, column))
        {
            cursor = tensor;
            return true;
        }

        return cursor.Fail($"input '{column.Spec.Name}': {tensor.Problem}");
    }

    private static RowColumn? Find(RowColumns columns, ReadOnlySpan<byte> name)
    {
        foreach (var column in columns.Columns)
        {
            if (name.SequenceEqual(column.Spec.Utf8Name)) return column;
        }

        return null;
    }
}
