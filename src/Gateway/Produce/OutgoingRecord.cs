namespace ActorServe.Gateway.Produce;

/// <summary>A record to be produced.</summary>
/// <param name="Topic">Where it goes.</param>
/// <param name="Headers">Belongs to the caller, who writes the next record's into it after the call.</param>
internal readonly record struct OutgoingRecord(string Topic, OutgoingHeaders Headers)
{
    /// <summary>No partition of its own: the key decides.</summary>
    public const int AnyPartition = -1;

    /// <summary>The partition, or <see cref="AnyPartition"/>.</summary>
    public int Partition { get; init; } = AnyPartition;

    /// <summary>The key; null where it has none.</summary>
    public ReadOnlyMemory<byte>? Key { get; init; }

    /// <summary>The value; null is a tombstone.</summary>
    public ReadOnlyMemory<byte>? Value { get; init; }

    /// <summary>Milliseconds since 1970 UTC; 0 or less is the time of producing.</summary>
    public long TimestampMs { get; init; }
}
