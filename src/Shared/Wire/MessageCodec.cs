using ActorServe.Shared.Protocol;

namespace ActorServe.Shared.Wire;

/// <summary>How one message crosses nodes.</summary>
/// <param name="Manifest">Its short name on the wire.</param>
/// <param name="Type">The message.</param>
/// <param name="Write">Its bytes; throws <see cref="WireFormatException"/> where it is more than the wire carries.</param>
/// <param name="Read">The message in an array that is nobody else's any more; throws
/// <see cref="WireFormatException"/> and nothing else.</param>
internal sealed record MessageCodec(string Manifest, Type Type, Func<object, byte[]> Write, Func<byte[], IWireMessage> Read)
{
    /// <summary>The row of a message.</summary>
    public static MessageCodec For<T>(string manifest, Func<T, byte[]> write, Func<byte[], T> read)
        where T : class, IWireMessage => new(manifest, typeof(T), message => write((T)message), read);
}
