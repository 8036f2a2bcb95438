using System.Collections.Frozen;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Remote.Serialization;
using Akka.Serialization;
using Akka.Util;

namespace ActorServe.Shared.Wire;

/// <summary>
/// Akka's serializer of system messages, of which those are read and written that watching and stopping an actor of another node take. The
/// others go from a parent to its child, which are always of one node here, and hold exceptions, which are made by their types' names.
/// </summary>
public sealed class AkkaSystemSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private static readonly FrozenDictionary<string, Type> Known = new[]
    {
        typeof(Watch), typeof(Unwatch), typeof(DeathWatchNotification), typeof(Terminate),
    }.ToFrozenDictionary(type => type.TypeQualifiedName(), StringComparer.Ordinal);

    private readonly SystemMessageSerializer _akka = new(system);

    /// <inheritdoc/>
    public override int Identifier => _akka.Identifier;

    /// <inheritdoc/>
    public override string Manifest(object o) =>
        o.GetType().TypeQualifiedName() is var manifest && Known.ContainsKey(manifest) ? manifest : throw RefusingSerializer.Refusal(o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) =>
        Known.ContainsKey(obj.GetType().TypeQualifiedName()) ? _akka.ToBinary(obj) : throw RefusingSerializer.Refusal(obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => Known.TryGetValue(manifest, out var type)
        ? _akka.FromBinary(bytes, type)
        : throw new WireFormatException($"'{manifest}' is no message between nodes", 0);
}
