using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace ActorServe.Shared.Wire;

/// <summary>
/// Stands in the place of those serializers of Akka's that look for whatever type bytes name: the reflecting JSON serializer, that of
/// remote deployment, that of any protobuf message, and those of reliable delivery and of streams between nodes. What is bound to one of
/// them, and all that is bound to none, is refused where it is sent; bytes that name one of them by its number are refused where they
/// arrive.
/// </summary>
/// <remarks>
/// Akka reads by number, not by binding: so it takes their names in the settings, and the numbers that they had are nobody's.
/// It has a manifest of text, which Akka hands on as it is: for any other serializer it would look up the type of that name first.
/// </remarks>
public sealed class RefusingSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>For a name that has settings, as Akka's JSON has: there is nothing to set.</summary>
    public RefusingSerializer(ExtendedActorSystem system, Config _)
        : this(system)
    {
    }

    /// <inheritdoc/>
    public override int Identifier => 4_053_002;

    /// <inheritdoc/>
    public override string Manifest(object o) => throw Refusal(o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => throw Refusal(obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => throw new WireFormatException("The message has no serializer", 0);

    internal static SerializationException Refusal(object message) =>
        new($"{message.GetType()} is no message between nodes: it is no IWireMessage, and Akka has no serializer for it");
}
