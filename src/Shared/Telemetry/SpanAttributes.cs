namespace ActorServe.Shared.Telemetry;

/// <summary>
/// What spans say beside <see cref="AttributeNames"/>: OpenTelemetry's names for messaging and HTTP where it has one. None holds a key, a
/// value, or a message about one.
/// </summary>
public static class SpanAttributes
{
    /// <summary>Which copy of a deployment.</summary>
    public const string Replica = "actorserve.replica";

    /// <summary>Which attempt at a row, from 1.</summary>
    public const string Attempt = "actorserve.attempt";

    /// <summary>What became of a record, or of a row at a replica.</summary>
    public const string Outcome = "actorserve.outcome";

    /// <summary>Rows of one call of a model.</summary>
    public const string BatchRows = "actorserve.batch.rows";

    /// <summary>Rows of a run: one call of a model, or several short ones in a row.</summary>
    public const string RunRows = "actorserve.run.rows";

    /// <summary>A short word for why something failed, of a bounded number.</summary>
    public const string ErrorType = "error.type";
}
