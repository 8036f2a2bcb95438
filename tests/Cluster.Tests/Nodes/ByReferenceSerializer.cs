using System.Collections.Concurrent;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace ActorServe.ClusterTests.Nodes;

/// <summary>Carries messages between the ActorSystems of one process by their number: they are immutable, so nobody can tell.</summary>
public sealed class ByReferenceSerializer(ExtendedActorSystem system) : Serializer(system)
{
    private static readonly ConcurrentDictionary<long, object> _sent = new();
    private static long _lastNumber;

    /// <summary>Binds it to what crosses nodes.</summary>
    public static Config Binding => ConfigurationFactory.ParseString($$"""
        akka.actor {
          serializers.by-reference = "{{typeof(ByReferenceSerializer).AssemblyQualifiedName}}"
          serialization-bindings."{{typeof(IWireMessage).AssemblyQualifiedName}}" = by-reference
        }
        """);

    /// <inheritdoc/>
    public override int Identifier => 5300;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        var number = Interlocked.Increment(ref _lastNumber);
        _sent[number] = obj;
        return BitConverter.GetBytes(number);
    }

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type? type) => _sent.TryRemove(BitConverter.ToInt64(bytes), out var sent)
        ? sent
        : throw new InvalidOperationException("a message came twice");
}
