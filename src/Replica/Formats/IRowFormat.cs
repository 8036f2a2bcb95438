using ActorServe.Replica.Inference;

namespace ActorServe.Replica.Formats;

/// <summary>How the bytes of a record become one row of a model's inputs, and a row of its outputs becomes bytes.</summary>
internal interface IRowFormat
{
    /// <summary>
    /// Reads one row: each column gets it, or none does and the answer says what was found and what is expected. Never throws for
    /// what the bytes hold.
    /// </summary>
    /// <returns>Null, or what is wrong, for whoever sent the record.</returns>
    string? Read(ReadOnlySpan<byte> value, RowColumns columns);

    /// <summary>Writes one row of the outputs.</summary>
    void Write(ReadOnlySpan<OutputColumn> outputs, int row, RowWriter writer);

    /// <summary>What a model lacks to be answered in this format, whatever the row; null where nothing.</summary>
    string? Refusal(ModelSignature signature);
}
