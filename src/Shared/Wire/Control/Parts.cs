using System.Text;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Google.Protobuf;

namespace ActorServe.Shared.Wire.Control;

/// <summary>What control messages are made of: identities, configs, and how a message that lacks a part is refused.</summary>
internal static class Parts
{
    private const int GuidBytes = 16;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes of a message.</summary>
    public static byte[] Bytes(IMessage message)
    {
        var size = message.CalculateSize();
        return size <= WireLimits.MaxControlBytes ? message.ToByteArray()
            : throw new WireFormatException(
                $"A {message.Descriptor.Name} of {size} bytes is larger than a control message may be, {WireLimits.MaxControlBytes}");
    }

    /// <summary>The message in some bytes; fields that this program does not know are passed over.</summary>
    public static T Parse<T>(MessageParser<T> parser, byte[] bytes)
        where T : IMessage<T>
    {
        if (bytes.Length > WireLimits.MaxControlBytes)
            throw new WireFormatException($"A control message has {bytes.Length} bytes, more than {WireLimits.MaxControlBytes}", 0);

        var input = new CodedInputStream(bytes);
        try
        {
            return parser.ParseFrom(input);
        }
        catch (InvalidProtocolBufferException broken)
        {
            throw new WireFormatException(broken.Message, input.Position);
        }
    }

    /// <summary>A part that must be there.</summary>
    public static T Required<T>(T? part, string name)
        where T : class => part ?? throw new WireFormatException($"The message has no {name}", 0);

    /// <summary>One of the values that this program knows.</summary>
    public static T Choice<T>(int value, T last)
        where T : struct, Enum =>
        (uint)value <= Convert.ToUInt32(last, null)
            ? (T)Enum.ToObject(typeof(T), value)
            : throw new WireFormatException($"{value} is no {typeof(T).Name}", 0);

    public static Proto.DeploymentIdentity Write(DeploymentId id) => new() { Application = id.Application, Name = id.Name };

    public static DeploymentId Read(Proto.DeploymentIdentity? id) =>
        Required(id, "deployment") is var some ? new DeploymentId(some.Application, some.Name) : default;

    public static Proto.DeploymentVersion Write(DeploymentKey key) => new() { Deployment = Write(key.Deployment), Version = key.Version };

    public static DeploymentKey Read(Proto.DeploymentVersion? key) =>
        Required(key, "deployment key") is var some ? new DeploymentKey(Read(some.Deployment), some.Version) : default;

    public static Proto.NodeIdentity Write(NodeId node) => new() { Address = node.Address, Incarnation = node.Incarnation };

    public static NodeId Read(Proto.NodeIdentity? node) =>
        Required(node, "node") is var some ? new NodeId(some.Address, some.Incarnation) : default;

    public static Proto.ReplicaIdentity Write(ReplicaId replica) =>
        new() { Key = Write(replica.Key), Node = Write(replica.Node), Number = replica.Number };

    public static ReplicaId Read(Proto.ReplicaIdentity? replica) =>
        Required(replica, "replica") is var some ? new ReplicaId(Read(some.Key), Read(some.Node), some.Number) : default;

    public static Proto.ModelPin Write(ModelPin pin) => new() { Version = pin.Version, Digest = pin.Digest };

    public static ModelPin Read(Proto.ModelPin pin) => new(pin.Version, pin.Digest);

    public static ByteString Write(Guid id) => ByteString.CopyFrom(id.ToByteArray(bigEndian: true));

    public static Guid ReadGuid(ByteString id) => id.Length == GuidBytes ? new Guid(id.Span, bigEndian: true)
        : throw new WireFormatException($"An id has {id.Length} bytes, not {GuidBytes}", 0);

    public static ByteString Write(ServeConfig config) => UnsafeByteOperations.UnsafeWrap(ServeConfigJson.Write(config));

    public static ServeConfig ReadConfig(ByteString config)
    {
        try
        {
            var read = ApplicationFileReader.Parse(StrictUtf8.GetString(config.Span), baseDirectory: null);
            return read.Config ?? throw new WireFormatException($"A config cannot be used: {read.Problems[0]}", 0);
        }
        catch (DecoderFallbackException)
        {
            throw new WireFormatException("A config is not UTF-8", 0);
        }
    }

    /// <summary>A deployment travels as the only one of a file: there is one textual form of all configs.</summary>
    public static ByteString Write(DeploymentConfig deployment) => Write(new ServeConfig(
    [
        new ApplicationConfig
        {
            Name = deployment.Name, RoutePrefix = $"/{deployment.Name}", Ingress = deployment.Name, Deployments = [deployment],
        },
    ]));

    public static DeploymentConfig ReadDeployment(ByteString config) =>
        ReadConfig(config).Applications is [{ Deployments: [var only] }]
            ? only
            : throw new WireFormatException("A config has not one deployment alone", 0);
}
