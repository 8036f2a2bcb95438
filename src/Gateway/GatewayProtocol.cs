using ActorServe.Shared.Configuration;
using Akka.Actor;

namespace ActorServe.Gateway;

/// <summary>What its process asks of a gateway at <c>/user/gateway</c>. These messages never leave the process.</summary>
public static class GatewayProtocol
{
    /// <summary>
    /// Replaces what the gateway serves, as a whole. Applications that changed are drained and started anew, those that are gone are
    /// drained, the others go on. Nothing is answered: <see cref="GetGatewayStatus"/> shows what came of it.
    /// </summary>
    /// <param name="Config">All applications; those without Kafka are served over HTTP alone.</param>
    public sealed record ApplyApplications(ServeConfig Config) : INoSerializationVerificationNeeded
    {
        /// <summary>The number of the targets that they are from; 0 where they are from none.</summary>
        public long Version { get; init; }
    }

    /// <summary>
    /// The gateway ends: nothing more is read, what was read is finished and committed. Answered with one <see cref="Drained"/> when all
    /// applications have ended. Later <see cref="ApplyApplications"/> are ignored.
    /// </summary>
    /// <param name="Within">After this, what is finished is committed and the rest given up; the group's next owner reads it again.</param>
    public sealed record Drain(TimeSpan Within) : INoSerializationVerificationNeeded;

    /// <summary>All applications have ended and left their groups.</summary>
    public sealed record Drained : INoSerializationVerificationNeeded
    {
        /// <summary>The only one there is.</summary>
        public static Drained Instance { get; } = new();
    }

    /// <summary>Answered with one <see cref="GatewayStatus"/>, at most a second old.</summary>
    public sealed record GetGatewayStatus : INoSerializationVerificationNeeded
    {
        /// <summary>The only one there is.</summary>
        public static GetGatewayStatus Instance { get; } = new();
    }
}

/// <summary>The name of the gateway's actor in the registry of Akka.Hosting.</summary>
public sealed class GatewayKey
{
    private GatewayKey()
    {
    }
}
