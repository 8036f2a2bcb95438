using ActorServe.Gateway.Topics;
using Confluent.Kafka;

namespace ActorServe.Gateway.Tests.Topics;

public sealed class TopicRefusalsSpecs
{
    [Theory]
    [InlineData(ErrorCode.UnknownTopicOrPart)]
    [InlineData(ErrorCode.TopicAuthorizationFailed)]
    [InlineData(ErrorCode.ClusterAuthorizationFailed)]
    [InlineData(ErrorCode.TopicException)]
    [InlineData(ErrorCode.InvalidConfig)]
    public void What_somebody_must_mend_is_permanent(ErrorCode error) => Assert.True(TopicRefusals.IsPermanent(error));

    [Theory]
    [InlineData(ErrorCode.Local_Transport)]
    [InlineData(ErrorCode.Local_AllBrokersDown)]
    [InlineData(ErrorCode.Local_TimedOut)]
    [InlineData(ErrorCode.RequestTimedOut)]
    [InlineData(ErrorCode.LeaderNotAvailable)]
    [InlineData(ErrorCode.NotController)]
    [InlineData(ErrorCode.Unknown)]
    public void What_a_broker_says_that_is_away_or_busy_is_not(ErrorCode error) => Assert.False(TopicRefusals.IsPermanent(error));
}
