using ActorServe.Gateway;
using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Ingest.Client;
using Confluent.Kafka;

namespace ActorServe.Gateway.Tests.Ingest.Reading;

/// <summary>What a loop shows of its commits.</summary>
public sealed class CommitStatusSpecs : IDisposable
{
    private readonly IngestFixture _fixture = new();

    private ReadingStatus Status => _fixture.Control.Status.Reading;

    private PartitionStatus Partition => Assert.Single(_fixture.Control.Status.Partitions);

    [Fact]
    public void What_is_finished_is_committed_when_the_broker_says_so()
    {
        Finish(10);
        Pass();
        Assert.Equal((10L, 0L), (Partition.Watermark, Partition.Committed));

        _fixture.Consumer.CommitStored();
        Pass();

        Assert.Equal(10, Partition.Committed);
    }

    [Fact]
    public void Commits_that_are_refused_show_until_one_is_kept()
    {
        Finish(10);
        _fixture.Consumer.CommitStored(ErrorCode.GroupAuthorizationFailed);
        Pass();
        Assert.Equal(new ReadingStatus.Refused("offsets are not committed: GroupAuthorizationFailed: as arranged"), Status);
        _fixture.Consumer.Produce(0, 10);
        _fixture.Ask();
        Pass();
        Assert.IsType<ReadingStatus.Refused>(Status);

        _fixture.Consumer.CommitStored();
        Pass();

        Assert.IsType<ReadingStatus.Reads>(Status);
    }

    [Fact]
    public void Commits_that_are_refused_are_no_trouble_of_who_has_no_partition()
    {
        Finish(10);
        _fixture.Consumer.CommitStored(ErrorCode.GroupAuthorizationFailed);
        _fixture.Loop.Turn();

        _fixture.Consumer.Lose(0);
        Pass();

        Assert.IsType<ReadingStatus.Reads>(Status);
    }

    [Fact]
    public void Nor_is_a_refusal_of_the_last_commit_that_comes_when_the_partition_is_gone()
    {
        Finish(10);
        RefuseLast();

        _fixture.Consumer.Revoke(0);
        Pass();

        Assert.IsType<ReadingStatus.Reads>(Status);
    }

    [Fact]
    public void A_refusal_of_a_partition_that_is_gone_is_no_trouble_of_one_that_stays()
    {
        _fixture.Consumer.CommittedOffsets[1] = 5;
        _fixture.Consumer.Assign(1);
        Finish(10);
        _fixture.Consumer.CommitStored(ErrorCode.GroupAuthorizationFailed);
        Pass();
        Assert.IsType<ReadingStatus.Refused>(Status);
        RefuseLast();

        _fixture.Consumer.Revoke(0);
        Pass();

        Assert.Equal(1, Partition.Partition);
        Assert.IsType<ReadingStatus.Reads>(Status);
    }

    [Fact]
    public void Nor_of_the_same_one_when_it_came_back_and_has_nothing_to_commit()
    {
        Finish(10);
        _fixture.Consumer.CommitStored();
        _fixture.Loop.Turn();
        _fixture.Consumer.Lose(0);
        _fixture.Consumer.Assign(0);
        _fixture.Loop.Turn();

        _fixture.Consumer.Store(new PartitionOffset(0, 10));
        _fixture.Consumer.CommitStored(ErrorCode.GroupAuthorizationFailed);
        Pass();

        Assert.IsType<ReadingStatus.Reads>(Status);
    }

    [Theory]
    [InlineData(ErrorCode.RebalanceInProgress)]
    [InlineData(ErrorCode.IllegalGeneration)]
    [InlineData(ErrorCode.Local_NoOffset)]
    public void A_commit_that_a_rebalance_refuses_or_that_has_nothing_to_commit_is_no_trouble(ErrorCode code)
    {
        Finish(10);
        _fixture.Consumer.CommitStored(code);
        Pass();

        Assert.IsType<ReadingStatus.Reads>(Status);
    }

    [Fact]
    public void A_commit_that_is_answered_after_its_partition_went_and_came_back_takes_nothing_back()
    {
        Finish(10);
        _fixture.Consumer.CommittedOffsets[0] = 20;
        _fixture.Consumer.Lose(0);
        _fixture.Consumer.Assign(0);
        _fixture.Loop.Turn();

        _fixture.Consumer.Store(new PartitionOffset(0, 10));
        _fixture.Consumer.CommitStored();
        Pass();

        Assert.Equal(20, Partition.Committed);
    }

    public void Dispose() => _fixture.Dispose();

    private void Finish(int rows)
    {
        _fixture.Consumer.Assign(0);
        _fixture.Consumer.ProduceMany(0, rows);
        _fixture.TakeAll();
        _fixture.Finish(_fixture.Rows.ToArray());
        Pass();
    }

    // What the loop commits itself, and then what the client commits.
    private void RefuseLast()
    {
        _fixture.Consumer.CommitRefusals.Enqueue(ErrorCode.GroupAuthorizationFailed);
        _fixture.Consumer.LastCommitRefusal = ErrorCode.GroupAuthorizationFailed;
    }

    private void Pass() => _fixture.Pass(TimeSpan.FromSeconds(1));
}
