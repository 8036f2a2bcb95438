using System.Collections.Immutable;
using System.Runtime.Serialization;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Wire;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using Akka.DistributedData;
using Akka.Serialization;
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
        Assert.DoesNotContain(AkkaTypes.Append(typeof(object)), type => Serialization.FindSerializerForType(type) is NewtonSoftJsonSerializer);

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
            new Status.Success(1), new Status.Failure(new InvalidOperationException("so")),
            new Akka.Dispatch.SysMsg.DeathWatchNotification(Actor, true, false),
        ];

        Assert.All(messages, message => Assert.Equal(message.GetType(), Copy(message).GetType()));
    }

    [Fact]
    public void Targets_are_kept_in_replicated_data()
    {
        var targets = new ServeTargets(3, new ServeConfig(
            [new ApplicationConfig { Name = "digits", RoutePrefix = "/digits", Ingress = "model", Deployments = [new DeploymentConfig { Name = "model", Model = "m", ReplicasPerNode = 1 }] }]));

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

    private object Copy(object message)
    {
        var serializer = Serialization.FindSerializerFor(message);
        var bytes = Serialization.WithTransport((ExtendedActorSystem)nodes.Here, () => serializer.ToBinary(message));
        return Serialization.Deserialize(bytes, serializer.Identifier, serializer is SerializerWithStringManifest named ? named.Manifest(message) : message.GetType().AssemblyQualifiedName);
    }

    private IActorRef Actor => nodes.Here.DeadLetters;

    private sealed record Unwritable;
}
