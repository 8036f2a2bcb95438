namespace ActorServe.Gateway.Dispatch;

/// <summary>A record's key, equal to another with the same bytes.</summary>
internal readonly struct RowKey(ReadOnlyMemory<byte> bytes) : IEquatable<RowKey>
{
    private readonly ReadOnlyMemory<byte> _bytes = bytes;

    /// <inheritdoc/>
    public bool Equals(RowKey other) => _bytes.Span.SequenceEqual(other._bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RowKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_bytes.Span);
        return hash.ToHashCode();
    }
}
