using System.Collections.Frozen;
using Akka.Actor;
using Akka.Remote.Serialization;
using Akka.Serialization;

namespace ActorServe.Shared.Wire;

/// <summary>
/// Akka's serializer of its actors' messages, of which those are read and written that nodes have for each other. The rest is remote
/// deployment's, but for failures: they hold an exception, which is made by its type's name, whatever type that is.
/// </summary>
public sealed class AkkaMiscSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Identify and its answer, references, PoisonPill, Kill, the heartbeats of watchers, and success.</summary>
    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.Ordinal, "ID", "AID", "AR", "PP", "K", "RWHB", "RWHR", "STS");

    private readonly MiscMessageSerializer _akka = new(system);

    /// <inheritdoc/>
    public override int Identifier => _akka.Identifier;

    /// <inheritdoc/>
    public override string Manifest(object o) =>
        Known.Contains(_akka.Manifest(o)) ? _akka.Manifest(o) : throw RefusingSerializer.Refusal(o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) =>
        Known.Contains(_akka.Manifest(obj)) ? _akka.ToBinary(obj) : throw RefusingSerializer.Refusal(obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => Known.Contains(manifest)
        ? _akka.FromBinary(bytes, manifest)
        : throw new WireFormatException($"'{manifest}' is no message between nodes", 0);
}
