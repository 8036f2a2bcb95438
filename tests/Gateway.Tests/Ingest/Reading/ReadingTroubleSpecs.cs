using ActorServe.Gateway.Ingest.Reading;
using Confluent.Kafka;

namespace ActorServe.Gateway.Tests.Ingest.Reading;

public sealed class ReadingTroubleSpecs
{
    private readonly ReadingTrouble _trouble = new();

    [Theory]
    [InlineData(ErrorCode.Local_Transport)]
    [InlineData(ErrorCode.Local_Resolve)]
    public void One_connection_of_many_is_no_trouble(ErrorCode code)
    {
        Hear(code);

        Assert.Null(_trouble.Reason);
    }

    [Fact]
    public void What_is_wrong_with_the_topic_is_not_hidden_by_a_broker_that_goes_away()
    {
        Hear(ErrorCode.TopicAuthorizationFailed);
        Hear(ErrorCode.Local_AllBrokersDown);

        Assert.Contains("TopicAuthorizationFailed", _trouble.Reason, StringComparison.Ordinal);
        Assert.False(_trouble.IsOfConnection);
    }

    [Fact]
    public void What_is_wrong_with_the_topic_says_more_than_that_the_broker_is_away()
    {
        Hear(ErrorCode.Local_AllBrokersDown);
        Assert.True(_trouble.IsOfConnection);
        Hear(ErrorCode.UnknownTopicOrPart);

        Assert.Contains("UnknownTopicOrPart", _trouble.Reason, StringComparison.Ordinal);
        Assert.False(_trouble.IsOfConnection);
    }

    [Fact]
    public void It_says_what_and_why()
    {
        Hear(ErrorCode.Local_AllBrokersDown);

        Assert.Equal("Local_AllBrokersDown: as arranged", _trouble.Reason);
    }

    private void Hear(ErrorCode code) => _trouble.Heard(new Error(code, "as arranged"));
}
