using ActorServe.Gateway.Ingest;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using Confluent.Kafka;

namespace ActorServe.Gateway.Tests.Ingest.Reading;

public sealed class RebalancingSpecs
{
    [Fact]
    public void An_assigned_partition_starts_where_the_group_committed()
    {
        var fixture = new IngestFixture();
        fixture.Consumer.CommittedOffsets[0] = 3;
        fixture.Consumer.ProduceMany(0, 5);
        fixture.Consumer.Assign(0);

        fixture.TakeAll();

        Assert.Equal([3, 4], fixture.Rows.Select(row => row.Offset));
    }

    [Fact]
    public void Without_a_committed_offset_it_starts_at_the_earliest_and_commits_that_at_once()
    {
        var fixture = new IngestFixture();
        fixture.Consumer.EarliestOffsets[0] = 2;
        fixture.Consumer.ProduceMany(0, 4);
        fixture.Consumer.Assign(0);

        fixture.TakeAll();

        Assert.Equal([2, 3], fixture.Rows.Select(row => row.Offset));
        Assert.Equal(2, fixture.Consumer.CommittedOffsets[0]);
    }

    [Fact]
    public void The_earliest_offsets_of_all_partitions_are_looked_up_at_once()
    {
        var fixture = new IngestFixture();
        for (var partition = 0; partition < 30; partition++) fixture.Consumer.EarliestOffsets[partition] = partition;
        fixture.Consumer.Assign([.. Enumerable.Range(0, 30)]);

        fixture.Loop.Turn();

        Assert.Equal(1, fixture.Consumer.LookUps);
        Assert.Equal(29, fixture.Consumer.CommittedOffsets[29]);
    }

    [Fact]
    public void A_partition_that_was_lost_while_it_was_paused_is_read_when_it_comes_back()
    {
        var fixture = Delivered(10);
        fixture.Consumer.Pause([0]);
        fixture.Consumer.Lose(0);
        fixture.Loop.Turn();
        var before = fixture.Rows.Count();

        fixture.Consumer.Assign(0);
        fixture.Loop.Turn();
        fixture.TakeAll();

        Assert.True(fixture.Rows.Count() > before, "nothing was read after the partition came back");
    }

    [Fact]
    public void A_revoked_partition_is_handed_over_with_its_sent_rows_finished_and_committed()
    {
        var fixture = Delivered(10);
        fixture.OnWithdraw = _ => fixture.Finish(fixture.Rows.ToArray());

        fixture.Consumer.Revoke(0);
        fixture.Loop.Turn();

        Assert.Equal(10, fixture.Consumer.CommittedOffsets[0]);
    }

    [Fact]
    public void The_client_does_not_commit_an_older_offset_over_that_of_the_hand_over()
    {
        var fixture = Delivered(10);
        fixture.Finish(fixture.Rows.Take(4).ToArray());
        fixture.Pass(TimeSpan.FromMilliseconds(100));
        Assert.Equal(4, fixture.Consumer.StoredOffsets[0]);
        fixture.OnWithdraw = _ => fixture.Finish(fixture.Rows.ToArray());

        fixture.Consumer.Revoke(0);
        fixture.Loop.Turn();

        Assert.Equal(10, fixture.Consumer.CommittedOffsets[0]);
    }

    [Fact]
    public void A_hand_over_that_comes_while_the_group_settles_is_committed_as_soon_as_it_has()
    {
        var fixture = FinishedAtTheRevoke(refusals: 2);
        fixture.Consumer.OnRefusal = () => fixture.Time.Advance(TimeSpan.FromMilliseconds(50));

        Assert.Equal(3, CommitsOfARevoke(fixture));
        Assert.Equal(10, fixture.Consumer.CommittedOffsets[0]);
        Assert.Single(fixture.Log.Lines, line => line.Contains("were not committed", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_other_partitions_say_meanwhile_asks_for_no_further_commit()
    {
        var fixture = FinishedAtTheRevoke(refusals: 1);
        fixture.Consumer.OnRefusal = () =>
        {
            for (var notice = 0; notice < 100; notice++) fixture.Finish();
            _ = Task.Run(() => fixture.Time.Advance(TimeSpan.FromMilliseconds(50)));
        };

        Assert.Equal(2, CommitsOfARevoke(fixture));
        Assert.Equal(10, fixture.Consumer.CommittedOffsets[0]);
    }

    [Fact]
    public void The_other_partitions_go_on_being_emitted_while_the_group_refuses_the_commit()
    {
        var fixture = new IngestFixture { BatchRows = 2 };
        fixture.Consumer.Assign(0, 1);
        fixture.Consumer.ProduceMany(0, 2);
        fixture.Ask();
        fixture.Consumer.ProduceMany(1, 1);
        fixture.Loop.Turn();
        fixture.OnWithdraw = _ => fixture.Finish(fixture.Rows.ToArray());
        Refuse(fixture, 2);
        fixture.Consumer.OnRefusal = () =>
        {
            fixture.Control.Queue.Ask();
            fixture.Time.Advance(TimeSpan.FromMilliseconds(50));
        };
        fixture.Consumer.Revoke(0);

        fixture.Loop.Turn();

        Assert.Equal([0, 0, 1], fixture.Rows.Select(row => row.Source.Partition));
        Assert.Equal(2, fixture.Consumer.CommittedOffsets[0]);
    }

    [Fact]
    public void A_stop_ends_the_wait_for_a_commit_that_is_refused()
    {
        var fixture = FinishedAtTheRevoke(refusals: 100);
        fixture.Consumer.OnRefusal = fixture.Control.Stop;

        Assert.InRange(CommitsOfARevoke(fixture), 1, 2);
        Assert.Null(fixture.Loop.Turn());
    }

    [Fact]
    public void A_commit_that_is_refused_to_the_end_of_the_time_is_given_up()
    {
        var fixture = FinishedAtTheRevoke(refusals: 1_000);
        fixture.Consumer.OnRefusal = () => fixture.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(7, CommitsOfARevoke(fixture));
        Assert.Single(fixture.Log.Lines, line => line.Contains("were not committed", StringComparison.Ordinal));
    }

    [Fact]
    public void A_commit_that_cannot_be_taken_any_more_does_not_hold_the_group_up()
    {
        var fixture = Delivered(10);
        fixture.OnWithdraw = _ => fixture.Finish(fixture.Rows.ToArray());
        fixture.Consumer.CommitRefusals.Enqueue(ErrorCode.IllegalGeneration);
        var before = fixture.Consumer.Commits;

        fixture.Consumer.Revoke(0);
        fixture.Loop.Turn();

        Assert.Equal(1, fixture.Consumer.Commits - before);
        fixture.Pass(TimeSpan.FromSeconds(1));
        Assert.Empty(fixture.Control.Status.Partitions);
    }

    [Fact]
    public void A_start_that_was_not_committed_is_left_to_the_client_until_it_is()
    {
        var fixture = new IngestFixture();
        fixture.Consumer.EarliestOffsets[0] = 2;
        fixture.Consumer.CommitRefusals.Enqueue(ErrorCode.RequestTimedOut);
        fixture.Consumer.Assign(0, 1);
        fixture.Consumer.CommittedOffsets[1] = 7;

        fixture.Loop.Turn();
        fixture.Pass(TimeSpan.FromMilliseconds(100));

        Assert.Equal(2, fixture.Consumer.StoredOffsets[0]);
        Assert.False(fixture.Consumer.StoredOffsets.ContainsKey(1));
    }

    [Fact]
    public void A_revoke_waits_for_rows_that_finish_elsewhere()
    {
        var fixture = Delivered(10);
        fixture.OnWithdraw = _ => Task.Run(() => fixture.Finish(fixture.Rows.ToArray()));

        fixture.Consumer.Revoke(0);
        fixture.Loop.Turn();

        Assert.Equal(10, fixture.Consumer.CommittedOffsets[0]);
    }

    [Fact]
    public void A_revoke_commits_up_to_the_first_row_that_came_back_unsent()
    {
        var fixture = Delivered(10);
        fixture.OnWithdraw = _ =>
        {
            fixture.Control.Withdrawn([.. fixture.Rows.Where(row => row.Offset % 4 == 3).Select(row => row.Source)]);
            fixture.Finish(fixture.Rows.Where(row => row.Offset % 4 != 3).ToArray());
        };

        fixture.Consumer.Revoke(0);
        fixture.Loop.Turn();

        Assert.Equal(3, fixture.Consumer.CommittedOffsets[0]);
    }

    [Fact]
    public void A_revoke_takes_back_what_the_stream_has_not_asked_for()
    {
        var fixture = new IngestFixture();
        fixture.Consumer.Assign(0, 1);
        fixture.Consumer.ProduceMany(0, 2);
        fixture.Consumer.ProduceMany(1, 2);
        fixture.Loop.Turn();

        fixture.Consumer.Revoke(0);
        fixture.Loop.Turn();
        fixture.TakeAll();

        Assert.All(fixture.Rows, row => Assert.Equal(1, row.Source.Partition));
        Assert.Equal(2, fixture.Rows.Count());
        Assert.Equal(0, fixture.Consumer.CommittedOffsets[0]);
    }

    [Fact]
    public void A_revoke_gives_up_after_its_time_and_commits_what_is_finished()
    {
        var fixture = Delivered(10);
        fixture.Finish(fixture.Rows.Take(6).ToArray());
        fixture.OnWithdraw = _ => fixture.Time.Advance(fixture.Kafka.RevokeDrainTimeout);

        fixture.Consumer.Revoke(0);
        fixture.Loop.Turn();

        Assert.Equal(6, fixture.Consumer.CommittedOffsets[0]);
    }

    [Fact]
    public void Rows_that_finish_after_the_hand_over_are_dropped_also_when_the_partition_comes_back()
    {
        var fixture = Delivered(10);
        InferRow[] late = [.. fixture.Rows];
        fixture.OnWithdraw = _ => fixture.Time.Advance(fixture.Kafka.RevokeDrainTimeout);
        fixture.Consumer.Revoke(0);
        fixture.Consumer.Assign(0);
        fixture.TakeAll();

        fixture.Finish(late);
        fixture.Pass(TimeSpan.FromSeconds(1));

        Assert.Empty(fixture.Consumer.StoredOffsets);
        Assert.Equal(10, fixture.Control.Status.Partitions[0].InFlight);
    }

    [Fact]
    public void The_other_partitions_go_on_being_emitted_while_a_revoke_waits()
    {
        var fixture = new IngestFixture { BatchRows = 2 };
        fixture.Consumer.Assign(0, 1);
        fixture.Consumer.ProduceMany(0, 2);
        fixture.Ask();
        fixture.Consumer.ProduceMany(1, 1);
        fixture.Loop.Turn();
        fixture.Consumer.Revoke(0);
        fixture.OnWithdraw = _ =>
        {
            fixture.Control.Queue.Ask();
            fixture.Finish(fixture.Rows.ToArray());
        };

        fixture.Loop.Turn();

        Assert.Equal([0, 0, 1], fixture.Rows.Select(row => row.Source.Partition));
    }

    [Fact]
    public void A_lost_partition_is_withdrawn_and_never_committed()
    {
        var fixture = Delivered(10);
        fixture.Finish(fixture.Rows.ToArray());

        fixture.Consumer.Lose(0);
        fixture.Loop.Turn();
        fixture.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(0, fixture.Consumer.CommittedOffsets[0]);
        Assert.Empty(fixture.Consumer.StoredOffsets);
        Assert.Single(fixture.Withdrawals);
        Assert.Empty(fixture.Control.Status.Partitions);
    }

    [Fact]
    public void A_stop_ends_the_wait_of_a_revoke()
    {
        var fixture = Delivered(10);
        fixture.OnWithdraw = _ => fixture.Control.Stop();

        fixture.Consumer.Revoke(0);
        fixture.Loop.Turn();

        Assert.Null(fixture.Loop.Turn());
    }

    /// <summary>Ten rows that are finished as soon as their partition goes, and a group that refuses so many commits of it.</summary>
    private static IngestFixture FinishedAtTheRevoke(int refusals)
    {
        var fixture = Delivered(10);
        fixture.OnWithdraw = _ => fixture.Finish(fixture.Rows.ToArray());
        Refuse(fixture, refusals);
        return fixture;
    }

    private static int CommitsOfARevoke(IngestFixture fixture)
    {
        var before = fixture.Consumer.Commits;
        fixture.Consumer.Revoke(0);
        fixture.Loop.Turn();
        return fixture.Consumer.Commits - before;
    }

    private static void Refuse(IngestFixture fixture, int commits)
    {
        for (var commit = 0; commit < commits; commit++) fixture.Consumer.CommitRefusals.Enqueue(ErrorCode.RebalanceInProgress);
    }

    private static IngestFixture Delivered(int rows)
    {
        var fixture = new IngestFixture
        {
            Kafka = new KafkaConfig { InputTopic = "in", Group = "group", RevokeDrainTimeout = TimeSpan.FromMinutes(1) },
        };
        fixture.Consumer.Assign(0);
        fixture.Consumer.ProduceMany(0, rows);
        return fixture.TakeAll();
    }
}
