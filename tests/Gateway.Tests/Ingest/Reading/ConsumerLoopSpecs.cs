using ActorServe.Gateway.Ingest;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Telemetry;
using Confluent.Kafka;

namespace ActorServe.Gateway.Tests.Ingest.Reading;

public sealed class ConsumerLoopSpecs
{
    private static readonly KafkaConfig SmallWindow = new() { InputTopic = "in", Group = "group", MaxInFlightRecords = 4 };

    [Fact]
    public void What_waits_goes_out_as_one_batch_when_the_stream_asks()
    {
        var fixture = new IngestFixture();
        fixture.Consumer.Assign(0, 1);
        fixture.Consumer.ProduceMany(0, 3);
        fixture.Consumer.ProduceMany(1, 2);

        fixture.Ask();

        Assert.Equal([0, 1, 2, 0, 1], Assert.Single(fixture.Batches).Rows.Select(row => row.Offset));
    }

    [Fact]
    public void Nothing_goes_out_unasked()
    {
        var fixture = new IngestFixture();
        fixture.Consumer.Assign(0);
        fixture.Consumer.ProduceMany(0, 3);

        fixture.Loop.Turn();
        Assert.Empty(fixture.Batches);
        fixture.Ask();

        Assert.Equal(3, Assert.Single(fixture.Batches).Rows.Length);
    }

    [Fact]
    public void A_batch_ends_at_its_limit()
    {
        var fixture = new IngestFixture { BatchRows = 2 };
        fixture.Consumer.Assign(0);
        fixture.Consumer.ProduceMany(0, 5);

        fixture.TakeAll();

        Assert.Equal([2, 2, 1], fixture.Batches.Select(batch => batch.Rows.Length));
    }

    [Fact]
    public void A_full_window_pauses_its_partition_alone()
    {
        var fixture = new IngestFixture { Kafka = SmallWindow };
        fixture.Consumer.Assign(0, 1);
        fixture.Consumer.ProduceMany(0, 100);
        fixture.Consumer.ProduceMany(1, 3);

        fixture.TakeAll();

        Assert.Equal([0], fixture.Consumer.Paused);
        Assert.Equal([4, 3], fixture.Rows.CountBy(row => row.Source.Partition).Select(count => count.Value));
    }

    [Fact]
    public void A_paused_partition_goes_on_when_half_of_its_window_is_free()
    {
        var fixture = new IngestFixture { Kafka = SmallWindow };
        fixture.Consumer.Assign(0);
        fixture.Consumer.ProduceMany(0, 100);
        fixture.TakeAll();

        fixture.Finish(fixture.Rows.Take(1).ToArray());
        fixture.TakeAll();
        Assert.Equal(4, fixture.Rows.Count());
        fixture.Finish(fixture.Rows.Skip(1).Take(1).ToArray());
        fixture.TakeAll();

        Assert.Equal([0, 1, 2, 3, 4, 5], fixture.Rows.Select(row => row.Offset));
    }

    [Fact]
    public void One_unfinished_row_does_not_stop_the_others_of_its_partition()
    {
        var fixture = new IngestFixture { Kafka = SmallWindow };
        fixture.Consumer.Assign(0);
        fixture.Consumer.ProduceMany(0, 20);

        for (var seen = 0; seen < fixture.TakeAll().Rows.Count();)
        {
            var rows = fixture.Rows.Skip(Math.Max(1, seen)).ToArray();
            seen = fixture.Rows.Count();
            fixture.Finish(rows);
        }

        Assert.Equal(20, fixture.Rows.Count());
    }

    [Fact]
    public void Too_many_bytes_over_all_partitions_stop_the_reading()
    {
        var fixture = new IngestFixture { Kafka = SmallWindow with { MaxInFlightRecords = 1_000, MaxTotalInFlightBytes = 3_000 } };
        fixture.Consumer.Assign(0, 1);
        for (var offset = 0; offset < 10; offset++) fixture.Consumer.Produce(offset % 2, offset, new byte[936]);

        fixture.TakeAll();
        Assert.Equal(3, fixture.Rows.Count());
        fixture.Finish(fixture.Rows.Take(2).ToArray());
        fixture.TakeAll();

        Assert.Equal(5, fixture.Rows.Count());
    }

    [Fact]
    public void Back_pressured_it_is_not_polled_for_half_a_second_then_paused_and_polled()
    {
        var fixture = new IngestFixture { BatchRows = 2 };
        fixture.Consumer.Assign(0);
        fixture.Consumer.ProduceMany(0, 10);
        fixture.Loop.Turn();
        var polls = fixture.Consumer.Polls;

        var rest = fixture.Pass(TimeSpan.FromMilliseconds(400));
        Assert.Equal((polls, 0, TimeSpan.FromMilliseconds(100)), (fixture.Consumer.Polls, fixture.Consumer.Paused.Count, rest));
        fixture.Pass(TimeSpan.FromMilliseconds(100));

        Assert.Equal((polls + 1, 1), (fixture.Consumer.Polls, fixture.Consumer.Paused.Count));
        fixture.TakeAll();
        Assert.Equal(Enumerable.Range(0, 10).Select(offset => (long)offset), fixture.Rows.Select(row => row.Offset));
    }

    [Fact]
    public void A_partition_that_comes_while_all_are_paused_is_paused_and_its_first_record_kept()
    {
        var fixture = new IngestFixture { BatchRows = 1 };
        fixture.Consumer.Assign(0);
        fixture.Consumer.ProduceMany(0, 1);
        fixture.Consumer.ProduceMany(1, 2);
        fixture.Loop.Turn();
        fixture.Consumer.Assign(1);

        fixture.Pass(TimeSpan.FromMilliseconds(500));

        Assert.Equal([0, 1], fixture.Consumer.Paused.Order());
        fixture.TakeAll();
        Assert.Equal([(0, 0), (1, 0), (1, 1)], fixture.Rows.Select(row => (row.Source.Partition, row.Offset)));
    }

    [Fact]
    public void Watermarks_are_left_to_the_client()
    {
        var fixture = new IngestFixture();
        fixture.Consumer.Assign(0);
        fixture.Consumer.ProduceMany(0, 5);
        fixture.TakeAll();

        fixture.Finish(fixture.Rows.Where(row => row.Offset is 0 or 1 or 3).ToArray());
        fixture.Pass(TimeSpan.FromMilliseconds(100));

        Assert.Equal(2, fixture.Consumer.StoredOffsets[0]);
    }

    [Fact]
    public void A_halted_row_stops_its_partition_before_it_and_no_other()
    {
        var fixture = new IngestFixture { BatchRows = 2 };
        fixture.Consumer.Assign(0, 1);
        fixture.Consumer.ProduceMany(0, 4);
        fixture.Ask();
        fixture.Loop.Turn();

        fixture.Control.Halt(fixture.Rows.Last().Source, "bad record");
        fixture.Finish(fixture.Rows.Take(1).ToArray());
        fixture.Consumer.ProduceMany(1, 1);
        fixture.TakeAll();
        fixture.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal([(0, 0), (0, 1), (1, 0)], fixture.Rows.Select(row => (row.Source.Partition, row.Offset)));
        Assert.Equal(1, fixture.Consumer.StoredOffsets[0]);
        Assert.Equal([0], fixture.Consumer.Paused);
        Assert.Equal("bad record", fixture.Control.Status.Partitions[0].StopReason);
        Assert.Equal(["Offset 1"], fixture.Log.Scopes);
        Assert.Equal(0, Assert.Single(fixture.Withdrawals).Partition);
    }

    [Fact]
    public void A_partition_whose_offset_is_out_of_range_stops_and_the_others_go_on()
    {
        var fixture = new IngestFixture();
        fixture.Consumer.Assign(0, 1);
        fixture.Consumer.Fail(ErrorCode.Local_AutoOffsetReset, 0);
        fixture.Consumer.ProduceMany(1, 2);

        fixture.TakeAll().TakeAll();
        fixture.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal([1, 1], fixture.Rows.Select(row => row.Source.Partition));
        Assert.Contains("out of range", fixture.Control.Status.Partitions[0].StopReason, StringComparison.Ordinal);
        Assert.Equal([0], fixture.Consumer.Paused);
    }

    [Fact]
    public void A_transient_failure_is_endured_and_a_fatal_one_is_not()
    {
        var fixture = new IngestFixture();
        fixture.Consumer.Assign(0);
        fixture.Consumer.Fail(ErrorCode.Local_Transport, 0);
        fixture.Consumer.ProduceMany(0, 1);

        fixture.TakeAll().TakeAll();
        Assert.Single(fixture.Rows);
        fixture.Consumer.Fail(ErrorCode.Local_Fatal, 0, isFatal: true);

        Assert.Throws<ConsumeException>(() => fixture.Ask());
    }

    [Fact]
    public void A_failure_of_a_rebalance_is_a_failure_of_the_stream()
    {
        var fixture = new IngestFixture();
        fixture.Consumer.Fail(ErrorCode.Local_Application, 0);

        Assert.Throws<ConsumeException>(() => fixture.Ask());
    }

    [Fact]
    public void A_drain_reads_nothing_more_and_ends_when_what_was_sent_is_finished()
    {
        var fixture = new IngestFixture { BatchRows = 2 };
        fixture.Consumer.Assign(0);
        fixture.Consumer.ProduceMany(0, 10);
        fixture.Ask();
        fixture.Loop.Turn();

        fixture.Control.DrainAsync();
        Assert.NotNull(fixture.Ask());
        fixture.Finish(fixture.Rows.ToArray());
        Assert.Null(fixture.Ask());
        fixture.Loop.Close();

        Assert.Equal(2, fixture.Rows.Count());
        Assert.Equal(2, fixture.Consumer.CommittedOffsets[0]);
        Assert.True(fixture.Consumer.IsClosed);
    }

    [Fact]
    public void A_drain_goes_on_polling_with_everything_paused()
    {
        var fixture = new IngestFixture();
        fixture.Consumer.Assign(0);
        fixture.Consumer.ProduceMany(0, 1);
        fixture.TakeAll();
        fixture.Control.DrainAsync();
        fixture.Loop.Turn();
        var polls = fixture.Consumer.Polls;

        fixture.Loop.Turn();

        Assert.Equal((polls + 1, 1), (fixture.Consumer.Polls, fixture.Consumer.Paused.Count));
    }

    [Fact]
    public void A_stop_waits_for_no_row_and_commits_what_is_finished()
    {
        var fixture = new IngestFixture();
        fixture.Consumer.Assign(0);
        fixture.Consumer.ProduceMany(0, 10);
        fixture.TakeAll();
        fixture.Finish(fixture.Rows.Take(4).ToArray());

        fixture.Control.Stop();
        Assert.Null(fixture.Loop.Turn());
        fixture.Loop.Close();

        Assert.Equal(4, fixture.Consumer.CommittedOffsets[0]);
    }

    [Fact]
    public void The_status_says_what_is_unread_and_what_is_out()
    {
        var fixture = new IngestFixture { Kafka = SmallWindow };
        fixture.Consumer.Assign(0);
        fixture.Consumer.ProduceMany(0, 10);
        fixture.TakeAll();
        fixture.Finish(fixture.Rows.Take(1).ToArray());

        fixture.Pass(TimeSpan.FromSeconds(1));

        var status = Assert.Single(fixture.Control.Status.Partitions);
        Assert.Equal((6L, 3, 1L, true), (status.Lag, status.InFlight, status.Watermark, status.IsPaused));
        Assert.Equal((0L, 10L), (status.Committed, status.End));
    }

    [Fact]
    public void A_record_took_from_when_it_was_read_until_it_was_finished_however_late_that_is_heard()
    {
        var fixture = Delivered(2);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(30));
        fixture.Finish(fixture.Rows.Take(1));

        fixture.Pass(TimeSpan.FromSeconds(1));

        var (bucket, count) = Assert.Single(fixture.Control.Status.Durations.Counts);
        Assert.Equal((DurationBuckets.BucketOf(300), 1), (bucket, count));
    }

    [Fact]
    public void What_took_how_long_is_told_to_the_last_record_also_of_a_run_that_has_ended()
    {
        var fixture = Delivered(3);
        fixture.Finish(fixture.Rows);

        fixture.Loop.Close();

        Assert.Equal(3, fixture.Control.Status.Durations.Total);
    }

    [Fact]
    public void The_clock_is_read_once_for_all_that_is_read_or_finished_together()
    {
        var time = new CountingTime();
        var fixture = new IngestFixture { Control = new IngestControl(time) };
        fixture.Consumer.Assign(0);
        fixture.Consumer.ProduceMany(0, 500);
        var before = time.Readings;

        fixture.Ask();
        Assert.Equal(500, fixture.Rows.Count());
        fixture.Finish(fixture.Rows);
        fixture.Loop.Turn();

        Assert.Equal(2, time.Readings - before);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_consumer_that_leaves_in_a_rebalance_stays_until_its_last_commit_is_taken(bool isStopped)
    {
        var fixture = Delivered(10);
        fixture.Finish(fixture.Rows.ToArray());
        fixture.Consumer.PollsUntilJoined = 3;
        if (isStopped) fixture.Control.Stop();
        else fixture.Control.DrainAsync();

        while (fixture.Loop.Turn() is not null) Assert.True(fixture.Consumer.Polls < 100, "it never leaves");
        fixture.Loop.Close();

        Assert.Equal(10, fixture.Consumer.CommittedOffsets[0]);
    }

    [Fact]
    public void A_consumer_that_leaves_does_not_wait_for_a_rebalance_for_ever()
    {
        var fixture = Delivered(10);
        fixture.Finish(fixture.Rows.ToArray());
        fixture.Consumer.PollsUntilJoined = int.MaxValue;
        fixture.Control.DrainAsync();

        Assert.NotNull(fixture.Loop.Turn());
        Assert.Null(fixture.Pass(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_consumer_that_leaves_commits_once()
    {
        var fixture = Delivered(10);
        fixture.Finish(fixture.Rows.ToArray());
        fixture.Control.DrainAsync();
        var before = fixture.Consumer.Commits;

        Assert.Null(fixture.Loop.Turn());
        fixture.Loop.Close();

        Assert.Equal(1, fixture.Consumer.Commits - before);
    }

    [Fact]
    public void A_commit_that_is_refused_for_good_is_not_waited_for_again_as_the_consumer_closes()
    {
        var fixture = Delivered(10);
        fixture.Finish(fixture.Rows.ToArray());
        fixture.Control.DrainAsync();
        for (var commit = 0; commit < 2; commit++) fixture.Consumer.CommitRefusals.Enqueue(ErrorCode.RequestTimedOut);
        var before = fixture.Consumer.Commits;

        Assert.Null(fixture.Loop.Turn());
        fixture.Loop.Close();

        Assert.Equal(1, fixture.Consumer.Commits - before);
    }

    [Fact]
    public void A_partition_that_halted_is_still_seen_when_the_consumer_is_closed()
    {
        var fixture = Delivered(2);
        fixture.Control.Halt(fixture.Rows.Last().Source, "bad record");
        fixture.Loop.Turn();

        fixture.Loop.Close();

        Assert.Equal("bad record", Assert.Single(fixture.Control.Status.Partitions).StopReason);
    }

    private static IngestFixture Delivered(int rows)
    {
        var fixture = new IngestFixture();
        fixture.Consumer.Assign(0);
        fixture.Consumer.ProduceMany(0, rows);
        return fixture.TakeAll();
    }

    private sealed class CountingTime : TimeProvider
    {
        public int Readings { get; private set; }

        public override long GetTimestamp() => ++Readings;
    }
}
