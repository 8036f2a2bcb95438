using ActorServe.Gateway;
using Confluent.Kafka;

namespace ActorServe.Gateway.Tests.Ingest.Reading;

/// <summary>What a loop shows of how reading fares, and when it asks the broker.</summary>
public sealed class StatusSpecs : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly IngestFixture _fixture = new();

    private ReadingStatus Status => _fixture.Control.Status.Reading;

    [Fact]
    public void A_broker_that_dies_before_the_first_assignment_is_noticed()
    {
        _fixture.Consumer.Trouble(ErrorCode.Local_Transport);
        _fixture.Consumer.DoesAnswer = false;
        _fixture.Loop.Turn();
        Pass(seconds: 3);

        Assert.Equal(new ReadingStatus.BrokerAway("Local_Transport: as arranged"), Status);
    }

    [Fact]
    public void So_is_one_of_which_the_client_says_nothing()
    {
        _fixture.Consumer.DoesAnswer = false;
        Pass(seconds: 8);

        Assert.Equal(new ReadingStatus.BrokerAway("no broker answers"), Status);
    }

    [Fact]
    public void Whether_a_broker_answers_is_not_known_before_one_was_asked()
    {
        Pass(seconds: 2);

        Assert.IsType<ReadingStatus.NotKnown>(Status);
    }

    [Fact]
    public void A_member_without_partitions_is_ready_again_when_the_broker_answers()
    {
        _fixture.Consumer.Trouble(ErrorCode.Local_AllBrokersDown);
        _fixture.Consumer.DoesAnswer = false;
        Pass(seconds: 3);
        Assert.True(Status.IsBrokerAway);

        _fixture.Consumer.DoesAnswer = true;
        Pass(seconds: 1);

        Assert.IsType<ReadingStatus.Reads>(Status);
    }

    [Fact]
    public void A_broker_that_is_away_shows_until_it_answers_also_where_no_record_comes()
    {
        Deliver(1);
        _fixture.Consumer.Trouble(ErrorCode.Local_AllBrokersDown);
        _fixture.Consumer.DoesAnswer = false;
        Pass(seconds: 3);
        Assert.Contains("AllBrokersDown", Status.Trouble, StringComparison.Ordinal);

        _fixture.Consumer.DoesAnswer = true;
        Pass(seconds: 1);

        Assert.IsType<ReadingStatus.Reads>(Status);
    }

    [Fact]
    public void Records_that_the_client_had_already_do_not_bring_a_broker_back()
    {
        Deliver(1);
        _fixture.Consumer.Trouble(ErrorCode.Local_AllBrokersDown);
        _fixture.Consumer.DoesAnswer = false;
        for (var offset = 1; offset < 5; offset++)
        {
            _fixture.Consumer.Produce(0, offset);
            _fixture.Ask();
            Pass(seconds: 1);
        }

        Assert.True(Status.IsBrokerAway);
    }

    [Fact]
    public void A_broker_is_not_asked_while_records_come()
    {
        Deliver(1);
        for (var offset = 1; offset < 60; offset++)
        {
            _fixture.Consumer.Produce(0, offset);
            _fixture.Ask();
            Pass(seconds: 1);
        }

        Assert.Equal(0, _fixture.Consumer.Questions);
    }

    [Fact]
    public void A_broker_of_which_nothing_comes_is_asked_twice_a_minute()
    {
        Deliver(1);
        Pass(seconds: 61);

        Assert.Equal(2, _fixture.Consumer.Questions);
    }

    [Fact]
    public void What_is_wrong_with_a_partition_shows_until_a_record_of_it_comes()
    {
        Deliver(1);
        _fixture.Consumer.Fail(ErrorCode.TopicAuthorizationFailed, 0);
        Pass(seconds: 2);
        Assert.Equal(new ReadingStatus.Refused("partition 0: TopicAuthorizationFailed: as arranged"), Status);

        _fixture.Consumer.Produce(0, 1);
        _fixture.Ask();
        Pass(seconds: 1);

        Assert.IsType<ReadingStatus.Reads>(Status);
    }

    [Fact]
    public void What_is_wrong_with_one_partition_is_not_over_when_a_record_of_another_comes()
    {
        _fixture.Consumer.Assign(3, 5);
        _fixture.TakeAll();
        _fixture.Consumer.Fail(ErrorCode.TopicAuthorizationFailed, 3);
        _fixture.Loop.Turn();

        _fixture.Consumer.Produce(5, 0);
        _fixture.Ask();
        Pass(seconds: 1);

        Assert.Contains("partition 3: TopicAuthorizationFailed", Status.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_over_when_the_partition_goes()
    {
        Deliver(1);
        _fixture.Consumer.Fail(ErrorCode.TopicAuthorizationFailed, 0);
        _fixture.Loop.Turn();

        _fixture.Finish(_fixture.Rows.ToArray());
        _fixture.Consumer.Revoke(0);
        Pass(seconds: 1);

        Assert.Null(Status.Trouble);
    }

    [Fact]
    public void A_topic_that_is_gone_shows_until_partitions_are_assigned_again()
    {
        Deliver(1);
        _fixture.Consumer.Topic = ErrorCode.UnknownTopicOrPart;
        _fixture.Consumer.FailTopic(ErrorCode.UnknownTopicOrPart);
        Pass(seconds: 2);
        Assert.Contains("UnknownTopicOrPart", Status.Trouble, StringComparison.Ordinal);

        _fixture.Consumer.Topic = ErrorCode.NoError;
        _fixture.Consumer.Assign(0);
        Pass(seconds: 1);

        Assert.Null(Status.Trouble);
    }

    [Fact]
    public void A_topic_that_is_gone_shows_though_the_group_goes_on_and_the_client_still_has_records()
    {
        Deliver(1);
        _fixture.Consumer.Topic = ErrorCode.UnknownTopicOrPart;
        _fixture.Consumer.FailTopic(ErrorCode.UnknownTopicOrPart);
        _fixture.Loop.Turn();

        _fixture.Consumer.Produce(0, 1);
        _fixture.Ask();
        _fixture.Consumer.Assign();
        Pass(seconds: 1);

        Assert.Contains("UnknownTopicOrPart", Status.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_without_partitions_is_ready_again_when_the_topic_is_there()
    {
        _fixture.Consumer.Topic = ErrorCode.UnknownTopicOrPart;
        _fixture.Consumer.FailTopic(ErrorCode.UnknownTopicOrPart);
        Pass(seconds: 2);
        Assert.IsType<ReadingStatus.Refused>(Status);

        _fixture.Consumer.Topic = ErrorCode.NoError;
        Pass(seconds: 1);

        Assert.IsType<ReadingStatus.Reads>(Status);
    }

    public void Dispose() => _fixture.Dispose();

    private void Deliver(int rows)
    {
        _fixture.Consumer.Assign(0);
        _fixture.Consumer.ProduceMany(0, rows);
        _fixture.TakeAll();
    }

    private void Pass(int seconds)
    {
        for (var second = 0; second < seconds; second++) _fixture.Pass(Second);
    }
}
