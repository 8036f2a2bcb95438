using ActorServe.Gateway;
using ActorServe.Gateway.Ingest.Reading;
using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Gateway.Tests.Ingest.Reading;

public sealed class ReadingTroubleSpecs
{
    private readonly ReadingTrouble _trouble = new();
    private readonly ReadingHealth _health;

    public ReadingTroubleSpecs() => _health = new ReadingHealth(_trouble, new BrokerContact(new FakeTimeProvider()));

    [Theory]
    [InlineData(ErrorCode.Local_Transport)]
    [InlineData(ErrorCode.Local_Resolve)]
    [InlineData(ErrorCode.Local_AllBrokersDown)]
    public void What_the_client_says_of_connections_is_a_doubt_and_no_trouble(ErrorCode code)
    {
        Hear(code);

        Assert.IsType<ReadingStatus.NotKnown>(_health.Status);
        Assert.True(_health.IsInDoubt);
    }

    [Fact]
    public void What_is_wrong_with_the_topic_is_not_hidden_by_a_broker_that_goes_away()
    {
        Hear(ErrorCode.TopicAuthorizationFailed);
        Hear(ErrorCode.Local_AllBrokersDown);
        for (var question = 0; question < 2; question++) _health.Asked(null);

        Assert.Equal(
            new ReadingStatus.BrokerAway("TopicAuthorizationFailed: as arranged; Local_AllBrokersDown: as arranged"), _health.Status);
    }

    [Fact]
    public void What_is_wrong_with_the_topic_is_still_so_when_the_broker_is_back()
    {
        Hear(ErrorCode.GroupAuthorizationFailed);
        for (var question = 0; question < 2; question++) _health.Asked(null);

        _health.Asked(ErrorCode.NoError);

        Assert.Equal(new ReadingStatus.Refused("GroupAuthorizationFailed: as arranged"), _health.Status);
    }

    [Fact]
    public void The_same_of_many_partitions_is_said_once()
    {
        for (var partition = 3; partition < 8; partition++)
            _trouble.Heard(new Error(ErrorCode.KafkaStorageError, "as arranged"), partition);

        Assert.Equal("partition 3 and 4 more: KafkaStorageError: as arranged", _trouble.Reason);
    }

    [Fact]
    public void That_the_topic_can_be_seen_does_not_say_that_it_may_be_read()
    {
        _trouble.Heard(new Error(ErrorCode.TopicAuthorizationFailed, "as arranged"), partition: 0);

        _trouble.Answered(ErrorCode.NoError);

        Assert.NotNull(_trouble.Reason);
    }

    [Fact]
    public void A_partition_that_was_missing_is_there_when_the_topic_is()
    {
        _trouble.Heard(new Error(ErrorCode.UnknownTopicOrPart, "as arranged"), partition: 0);
        Assert.True(_trouble.IsOfTopic);

        _trouble.Answered(ErrorCode.NoError);

        Assert.Null(_trouble.Reason);
    }

    [Fact]
    public void What_is_wrong_with_the_group_is_over_when_a_record_comes()
    {
        Hear(ErrorCode.GroupAuthorizationFailed);

        _trouble.Read(0);

        Assert.Null(_trouble.Reason);
    }

    [Fact]
    public void What_a_broker_could_not_say_of_the_topic_just_then_is_over_when_it_can()
    {
        _trouble.Answered(ErrorCode.LeaderNotAvailable);
        Assert.True(_trouble.IsOfTopic);

        _trouble.Answered(ErrorCode.NoError);

        Assert.Null(_trouble.Reason);
    }

    [Fact]
    public void A_topic_that_is_gone_and_comes_back_does_not_hide_that_the_group_refuses()
    {
        Hear(ErrorCode.GroupAuthorizationFailed);
        Hear(ErrorCode.UnknownTopicOrPart);
        Assert.Equal("UnknownTopicOrPart: as arranged; GroupAuthorizationFailed: as arranged", _trouble.Reason);

        _trouble.Answered(ErrorCode.UnknownTopicOrPart);
        _trouble.Answered(ErrorCode.NoError);

        Assert.Equal("GroupAuthorizationFailed: as arranged", _trouble.Reason);
    }

    private void Hear(ErrorCode code) => _health.Heard(new Error(code, "as arranged"));
}
