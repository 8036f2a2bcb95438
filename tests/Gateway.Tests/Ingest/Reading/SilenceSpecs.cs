using ActorServe.Gateway;
using ActorServe.Shared.Configuration;
using ActorServe.TestSupport;
using Confluent.Kafka;

namespace ActorServe.Gateway.Tests.Ingest.Reading;

/// <summary>What is said of a consumer whose thread is held up by a call.</summary>
public sealed class SilenceSpecs : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(6);

    private readonly IngestFixture _fixture = new()
    {
        Kafka = new KafkaConfig { InputTopic = "in", Group = "group", RevokeDrainTimeout = TimeSpan.FromMinutes(1) },
    };

    private ReadingStatus Status => _fixture.Control.Status.ReadingBy(_fixture.Time);

    [Fact]
    public void A_consumer_that_a_call_holds_up_is_not_taken_to_read()
    {
        Deliver();
        Pass();
        Assert.IsType<ReadingStatus.Reads>(Status);

        _fixture.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(new ReadingStatus.Silent(TimeSpan.FromSeconds(6)), Status);
        Assert.Equal("the consumer has not been heard for 6 s", Status.Trouble);
        Assert.Null(Status.IsBrokerAway);
    }

    [Fact]
    public void So_is_one_that_is_held_up_before_its_first_status()
    {
        _fixture.Loop.Turn();

        _fixture.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.IsType<ReadingStatus.Silent>(Status);
    }

    [Fact]
    public void What_was_wrong_before_a_call_held_it_up_is_still_said()
    {
        Deliver();
        _fixture.Consumer.Fail(ErrorCode.TopicAuthorizationFailed, 0);
        Pass();

        _fixture.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.IsType<ReadingStatus.Refused>(Status);
    }

    [Fact]
    public async Task A_consumer_that_waits_for_the_rows_of_a_revoked_partition_is_heard()
    {
        Deliver();
        Pass();
        var waiting = Task.CompletedTask;
        _fixture.OnWithdraw = _ => waiting = Task.Run(FinishOnceHeardTwiceAsync);
        _fixture.Consumer.Revoke(0);

        _fixture.Loop.Turn();

        await waiting;
        Assert.Equal(1, _fixture.Consumer.CommittedOffsets[0]);
    }

    [Fact]
    public void So_is_one_that_waits_for_the_group_to_take_its_commit()
    {
        Deliver();
        Pass();
        var heard = new List<ReadingStatus>();
        _fixture.Consumer.OnRefusal = () =>
        {
            _fixture.Time.Advance(TimeSpan.FromSeconds(4));
            heard.Add(Status);
        };
        for (var commit = 0; commit < 2; commit++) _fixture.Consumer.CommitRefusals.Enqueue(ErrorCode.RebalanceInProgress);
        _fixture.Finish(_fixture.Rows.ToArray());
        _fixture.Consumer.Revoke(0);

        _fixture.Loop.Turn();

        Assert.Equal([ReadingStatus.Reads.Instance, ReadingStatus.Reads.Instance], heard);
    }

    public void Dispose() => _fixture.Dispose();

    private void Deliver()
    {
        _fixture.Consumer.Assign(0);
        _fixture.Consumer.ProduceMany(0, 1);
        _fixture.TakeAll();
    }

    private async Task FinishOnceHeardTwiceAsync()
    {
        try
        {
            for (var wait = 0; wait < 2; wait++)
            {
                _fixture.Time.Advance(Silence);
                await Eventually.AssertAsync(() => Assert.IsType<ReadingStatus.Reads>(Status));
            }
        }
        finally
        {
            _fixture.Finish(_fixture.Rows.ToArray());
        }
    }

    private void Pass() => _fixture.Pass(TimeSpan.FromSeconds(1));
}
