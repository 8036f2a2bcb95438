using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Wire;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using Akka.Dispatch.SysMsg;
using Akka.DistributedData;
using Akka.Remote.Serialization;
using Akka.Serialization;
using Akka.Util;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Shared.Tests.Wire;

/// <summary>What the settings of a node bind to which serializer, and that Akka's own messages still cross.</summary>
public sealed class SerializationSpecs(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private Serialization Serialization => ((ExtendedActorSystem)nodes.Here).Serialization;

    [Fact]
    public void Every_message_of_ours_has_the_one_serializer() => Assert.All(
        WireManifest.All, codec => Assert.IsType<ActorServeSerializer>(Serialization.FindSerializerForType(codec.Type)));

    [Fact]
    public void What_has_no_serializer_is_refused_where_it_is_sent()
    {
        var message = new { Name = "polymorphic" };

        Assert.Throws<SerializationException>(() => Serialization.FindSerializerFor(message).ToBinary(message));
    }

    [Fact]
    public void No_binding_leads_to_a_serializer_that_makes_types_which_bytes_name() =>
        Assert.All(
            AkkaTypes.Append(typeof(object)), type => Assert.Contains(Serialization.FindSerializerForType(type).GetType().Name, Readers));

    /// <summary>Akka finds the reader of bytes by their number alone. One that is new must be looked at before it is named here.</summary>
    [Fact]
    public void No_number_leads_to_a_serializer_that_makes_types_which_bytes_name()
    {
        var registered = RegisteredSerializers().Select(serializer => serializer.GetType().Name);

        Assert.Equal(Readers.Order(StringComparer.Ordinal), registered.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1, "{}", typeof(List<string>))]
    [InlineData(1, """{"$type":"System.Text.StringBuilder, System.Private.CoreLib"}""", typeof(object))]
    [InlineData(2, "", typeof(List<string>))]
    [InlineData(3, "", typeof(object))]
    [InlineData(30, "", typeof(object))]
    [InlineData(36, "", typeof(object))]
    [InlineData(4_053_002, "", typeof(object))]
    public void Bytes_that_ask_for_a_type_by_its_name_are_refused(int serializer, string bytes, Type type)
    {
        Assert.ThrowsAny<SerializationException>(() => Serialization.Deserialize(Encoding.UTF8.GetBytes(bytes), serializer, type));
        Assert.ThrowsAny<SerializationException>(
            () => Serialization.Deserialize(Encoding.UTF8.GetBytes(bytes), serializer, type.AssemblyQualifiedName));
    }

    /// <summary>Akka makes an exception by the name of its type, whatever type it is.</summary>
    [Fact]
    public void Messages_that_hold_exceptions_are_refused_on_both_sides()
    {
        var cause = new InvalidOperationException("so");
        var here = (ExtendedActorSystem)nodes.Here;

        AssertRefused(new Status.Failure(cause), new MiscMessageSerializer(here), "STF");
        AssertRefused(new Recreate(cause), new SystemMessageSerializer(here), typeof(Recreate).TypeQualifiedName());
        AssertRefused(new Failed(Actor, cause, 1), new SystemMessageSerializer(here), typeof(Failed).TypeQualifiedName());
    }

    /// <summary>Membership, singleton, sharding and replicated data, by the interfaces that mark what crosses nodes.</summary>
    [Fact]
    public void What_the_cluster_sends_has_serializers_of_its_own() =>
        Assert.DoesNotContain(AkkaTypes, type => Serialization.FindSerializerForType(type) is RefusingSerializer);

    [Fact]
    public void What_actors_send_has_serializers_of_its_own()
    {
        object[] messages =
        [
            "text", 1, 1L, new byte[] { 1 }, new Identify("id"), new ActorIdentity("id", Actor), PoisonPill.Instance, Kill.Instance,
            new Status.Success(1), new Watch((IInternalActorRef)Actor, (IInternalActorRef)Actor),
            new DeathWatchNotification(Actor, true, false),
            new Unwatch((IInternalActorRef)Actor, (IInternalActorRef)Actor), new Terminate(),
        ];

        Assert.All(messages, message => Assert.Equal(message.GetType(), Copy(message).GetType()));
    }

    [Fact]
    public void Targets_are_kept_in_replicated_data()
    {
        var targets = new ServeTargets(3, new ServeConfig(
            [
                new ApplicationConfig
                {
                    Name = "digits", RoutePrefix = "/digits", Ingress = "model",
                    Deployments = [new DeploymentConfig { Name = "model", Model = "m", ReplicasPerNode = 1 }],
                },
            ]));

        var copy = Assert.IsType<ServeTargets>(Copy(targets), exactMatch: true);

        Assert.IsAssignableFrom<IReplicatedData<ServeTargets>>(copy);
        Assert.Equal(Structure.Of(targets), Structure.Of(copy));
    }

    [Fact]
    public async Task A_batch_crosses_to_another_process_and_what_cannot_be_read_breaks_nothing()
    {
        using var inbox = Inbox.Create(nodes.There);
        var replica = new ReplicaId(new DeploymentKey(new DeploymentId("digits", "classifier"), "v1"), new NodeId("here", 1), 1);
        var batch = new InferBatch(replica, 7, [new InferRow { ContentType = "application/json", Value = "[1]"u8.ToArray() }]);
        var address = Cluster.Get(nodes.There).SelfAddress;
        var there = await nodes.Here.ActorSelection($"{address}{inbox.Receiver.Path.ToStringWithoutAddress()}").ResolveOne(Patience);

        there.Tell(batch);
        there.Tell(new Unwritable());
        there.Tell(batch with { Rows = [new InferRow { ContentType = "", Value = new byte[WireLimits.MaxFrameBytes] }] });
        there.Tell(batch with { BatchId = 8 });

        Assert.Equal(Structure.Of(batch), Structure.Of(await inbox.ReceiveAsync(Patience)));
        Assert.Equal(8, Assert.IsType<InferBatch>(await inbox.ReceiveAsync(Patience)).BatchId);
    }

    [Fact]
    public void A_message_that_is_not_known_is_refused_by_its_name()
    {
        var refusal = Assert.Throws<WireFormatException>(() => Serialization.Deserialize([], ActorServeSerializer.WireIdentifier, "X9"));

        Assert.Contains("'X9'", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// They read messages that they know by themselves, or hand on by number. Distributed Data's makes sets of a named type, but nothing of
    /// that type.
    /// </summary>
    private static string[] Readers { get; } =
    [
        nameof(ActorServeSerializer), nameof(RefusingSerializer), nameof(AkkaMiscSerializer), nameof(AkkaSystemSerializer),
        "NullSerializer", "ByteArraySerializer", "MessageContainerSerializer", "PrimitiveSerializers", "ClusterMessageSerializer",
        "ClusterSingletonMessageSerializer", "ClusterClientMessageSerializer", "DistributedPubSubMessageSerializer",
        "ClusterShardingMessageSerializer", "ReplicatorMessageSerializer", "ReplicatedDataSerializer",
    ];

    private static ImmutableArray<Type> AkkaTypes { get; } =
    [
        .. Marked(typeof(Cluster), "Akka.Cluster.IClusterMessage"),
        .. Marked(typeof(ClusterSingletonManager), "Akka.Cluster.Tools.Singleton.IClusterSingletonMessage"),
        .. Marked(typeof(LWWRegister<>), "Akka.DistributedData.IReplicatorMessage"),
        .. Marked(typeof(LWWRegister<>), "Akka.DistributedData.Serialization.IReplicatedDataSerialization"),
    ];

    private static IEnumerable<Type> Marked(Type sample, string marker) =>
        from type in sample.Assembly.GetTypes()
        where !type.IsAbstract && type.GetInterface(marker) is not null && !type.IsAssignableTo(typeof(INoSerializationVerificationNeeded))
        select type.IsGenericTypeDefinition ? type.MakeGenericType([.. type.GetGenericArguments().Select(_ => typeof(string))]) : type;

    /// <summary>All that there are, by whatever number: Akka tells of none that it is not asked for.</summary>
    private Dictionary<int, Serializer>.ValueCollection RegisteredSerializers()
    {
        var byId = typeof(Serialization).GetField("_serializersById", BindingFlags.Instance | BindingFlags.NonPublic);
        return Assert.IsType<Dictionary<int, Serializer>>(byId?.GetValue(Serialization)).Values;
    }

    private void AssertRefused(object message, Serializer akka, string manifest)
    {
        var bytes = Serialization.WithTransport((ExtendedActorSystem)nodes.Here, () => akka.ToBinary(message));

        Assert.Throws<SerializationException>(() => Serialization.FindSerializerFor(message).ToBinary(message));
        Assert.Throws<WireFormatException>(() => Serialization.Deserialize(bytes, akka.Identifier, manifest));
    }

    private object Copy(object message)
    {
        var serializer = Serialization.FindSerializerFor(message);
        var bytes = Serialization.WithTransport((ExtendedActorSystem)nodes.Here, () => serializer.ToBinary(message));
        return Serialization.Deserialize(
            bytes, serializer.Identifier,
            serializer is SerializerWithStringManifest named ? named.Manifest(message) : message.GetType().AssemblyQualifiedName);
    }

    private IActorRef Actor => nodes.Here.DeadLetters;

    private sealed record Unwritable;
}
