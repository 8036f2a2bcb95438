using System.Runtime.Serialization;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Serialization;

namespace ActorServe.Shared.Wire;

/// <summary>Akka's way to <see cref="WireManifest"/>: bound to <see cref="IWireMessage"/> in actorserve.conf.</summary>
/// <remarks>The array that comes in is kept and sliced: remoting hands each one out once.</remarks>
public sealed class ActorServeSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>The serializer's number on the wire; never another.</summary>
    public const int WireIdentifier = 4_053_001;

    /// <inheritdoc/>
    public override int Identifier => WireIdentifier;

    /// <inheritdoc/>
    public override string Manifest(object o) => CodecOf(o).Manifest;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => CodecOf(obj).Write(obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => WireManifest.ByManifest.TryGetValue(manifest, out var codec)
        ? codec.Read(bytes)
        : throw new WireFormatException($"There is no message '{manifest}': its sender is newer than this program, or no part of it", 0);

    private static MessageCodec CodecOf(object message) => WireManifest.ByType.TryGetValue(message.GetType(), out var codec)
        ? codec
        : throw new SerializationException($"{message.GetType()} has no row in the wire manifest");
}
