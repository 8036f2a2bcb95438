using Confluent.Kafka;

namespace ActorServe.Gateway.Topics;

/// <summary>
/// Which answers about topics stay what they are until somebody changes something. All others come from a broker that is away or busy.
/// </summary>
internal static class TopicRefusals
{
    /// <summary>Whether waiting alone does not mend it.</summary>
    public static bool IsPermanent(ErrorCode error) => error is ErrorCode.UnknownTopicOrPart or ErrorCode.TopicException
        or ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
        or ErrorCode.SaslAuthenticationFailed or ErrorCode.UnsupportedSaslMechanism or ErrorCode.Local_Authentication
        or ErrorCode.InvalidConfig or ErrorCode.InvalidPartitions or ErrorCode.InvalidReplicationFactor
        or ErrorCode.InvalidReplicaAssignment or ErrorCode.PolicyViolation or ErrorCode.InvalidRequest or ErrorCode.UnsupportedVersion
        or ErrorCode.Local_UnsupportedFeature or ErrorCode.Local_InvalidArg;
}
