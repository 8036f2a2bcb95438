using System.Runtime.Serialization;

namespace ActorServe.Shared.Wire;

/// <summary>
/// Bytes are no message that this program knows, or a message is none that the wire can carry: it is dropped, and nothing else.
/// </summary>
// Remoting logs a SerializationException and goes on; any other breaks the whole association.
public sealed class WireFormatException : SerializationException
{
    /// <summary>Bytes that cannot be read.</summary>
    /// <param name="what">What was found, or missed.</param>
    /// <param name="offset">Where, in bytes from the start.</param>
    public WireFormatException(string what, long offset)
        : base($"{what} (at byte {offset})") => Offset = offset;

    /// <summary>A message that cannot be written.</summary>
    public WireFormatException(string what)
        : base(what) => Offset = -1;

    /// <summary>Where it was found, in bytes from the start; -1 where a message cannot be written.</summary>
    public long Offset { get; }
}
