namespace ActorServe.Shared.Wire;

/// <summary>
/// What a message between nodes may hold. Writers keep to it and readers hold them to it, so that no count in hostile bytes makes a
/// reader allocate more than a small multiple of what it received.
/// </summary>
public static class WireLimits
{
    /// <summary>The largest frame that remoting carries: <c>maximum-frame-size</c> of actorserve.conf, 8 MiB.</summary>
    public const int MaxFrameBytes = 8 << 20;

    /// <summary>The largest message: a frame, without room for the names of its sender and receiver.</summary>
    public const int MaxMessageBytes = MaxFrameBytes - (16 << 10);

    /// <summary>
    /// The largest <see cref="Protocol.InferRow.Bytes"/> of a row, and of the outputs of one: what is larger fits into no frame, and must
    /// be refused where it comes in.
    /// </summary>
    public const int MaxRowBytes = MaxMessageBytes - (48 << 10);

    /// <summary>The largest control message: 4 MiB, four times the largest application file.</summary>
    public const int MaxControlBytes = 4 << 20;

    /// <summary>Rows of a batch, and entries of a reply: as many as a replica takes at once.</summary>
    public const int MaxRows = 65_536;

    /// <summary>Outputs of all entries of one reply.</summary>
    public const int MaxOutputs = 1 << 20;

    /// <summary>Different texts of one batch: topics, content types, header names, messages of failures.</summary>
    public const int MaxTexts = 1 << 17;

    /// <summary>Batches in the answer to a <c>Sync</c>.</summary>
    public const int MaxHeldBatches = 65_536;
}
