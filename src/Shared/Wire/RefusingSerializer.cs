using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace ActorServe.Shared.Wire;

/// <summary>
/// Stands where Akka has its reflecting JSON serializer, for everything that is bound to no other: a message that was never meant to
/// cross nodes is refused where it is sent, and bytes never name a type to be made.
/// </summary>
public sealed class RefusingSerializer(ExtendedActorSystem system) : Serializer(system)
{
    /// <inheritdoc/>
    public override int Identifier => 4_053_002;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) =>
        throw new SerializationException($"{obj.GetType()} is no message between nodes: it is no IWireMessage, and Akka has no serializer for it");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type) => throw new WireFormatException("The message has no serializer", 0);
}
