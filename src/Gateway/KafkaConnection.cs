using System.Collections.Immutable;

namespace ActorServe.Gateway;

/// <summary>
/// How this process reaches Kafka: from its own configuration, never from the application file, which is replicated and can be read back.
/// </summary>
/// <param name="BootstrapServers">One or more <c>host:port</c>, separated by commas.</param>
/// <param name="Properties">Properties of every client, such as security protocol and credentials.</param>
public sealed record KafkaConnection(string BootstrapServers, ImmutableDictionary<string, string> Properties)
{
    /// <summary>
    /// The largest record that is read or written (<c>message.max.bytes</c>): what a remoting frame of 8 MiB has room for.
    /// </summary>
    public const int MaxRecordBytes = 8_000_000;

    /// <summary>A connection without further properties.</summary>
    public KafkaConnection(string bootstrapServers)
        : this(bootstrapServers, ImmutableDictionary<string, string>.Empty)
    {
    }

    /// <summary>The servers alone: properties hold secrets.</summary>
    public override string ToString() => BootstrapServers;
}
