using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Ingest.Ledger;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Telemetry;
using FsCheck.Xunit;

namespace ActorServe.Gateway.Tests.Ingest.Ledger;

public sealed class AssignmentsSpecs
{
    private static readonly LedgerWindow Window = new(1_000, 1_000_000);

    [Property]
    public bool What_comes_late_from_another_epoch_changes_nothing(byte rows, bool isWithdrawn)
    {
        var assignments = new Assignments(Window, 1_000_000);
        var sources = Track(assignments, assignments.Add(3, epoch: 1), rows);
        Track(assignments, assignments.Add(3, epoch: 2), rows);

        if (isWithdrawn) assignments.Withdraw([.. sources]);
        else assignments.Finish([.. sources], at: 0);

        var ledger = assignments.Find(3)!.Ledger;
        return ledger.Watermark is null && ledger.Outstanding == rows && assignments.Bytes == rows * 10L;
    }

    [Fact]
    public void Reading_waits_when_the_readable_partitions_have_more_than_half_of_their_windows_out()
    {
        var assignments = new Assignments(new LedgerWindow(4, 1_000), maxBytes: 1_000_000);
        var (stuck, running) = (Opened(assignments, 0), Opened(assignments, 1));
        for (var offset = 0; offset < 4; offset++) assignments.Track(stuck, offset, 1, at: 0);
        Assert.False(assignments.IsSaturated, "a full window counts for its own partition only");

        for (var offset = 0; offset < 2; offset++) assignments.Track(running, offset, 1, at: 0);
        Assert.False(assignments.IsSaturated, "half is not more than half");
        assignments.Track(running, 2, 1, at: 0);

        Assert.True(assignments.IsSaturated);
    }

    [Fact]
    public void A_partition_that_stands_still_just_short_of_full_leaves_the_others_their_half()
    {
        var assignments = new Assignments(new LedgerWindow(100, 100_000), maxBytes: 1_000_000);
        var (stuck, running) = (Opened(assignments, 0), Opened(assignments, 1));
        for (var offset = 0; offset < 99; offset++) assignments.Track(stuck, offset, 1, at: 0);
        Assert.False(assignments.IsSaturated);

        for (var offset = 0; offset < 50; offset++) assignments.Track(running, offset, 1, at: 0);
        Assert.False(assignments.IsSaturated, "half is not more than half");
        assignments.Track(running, 50, 1, at: 0);

        Assert.True(assignments.IsSaturated);
    }

    [Fact]
    public void So_does_one_that_stands_still_just_short_of_full_in_bytes()
    {
        var assignments = new Assignments(new LedgerWindow(100, 1_000), maxBytes: 1_000_000);
        var (stuck, running) = (Opened(assignments, 0), Opened(assignments, 1));
        assignments.Track(stuck, 0, 990, at: 0);

        assignments.Track(running, 0, 500, at: 0);
        Assert.False(assignments.IsSaturated);
        assignments.Track(running, 1, 1, at: 0);

        Assert.True(assignments.IsSaturated);
    }

    private static Assignment Opened(Assignments assignments, int partition)
    {
        var assignment = assignments.Add(partition, epoch: partition + 1);
        assignment.Open(0, isCommitted: true);
        return assignment;
    }

    // The clock begins anew after days.
    [Property]
    public bool A_row_took_what_lies_between_two_readings_of_the_clock(uint from, uint took)
    {
        var assignments = new Assignments(Window, 1_000_000);
        var assignment = assignments.Add(3, epoch: 1);
        assignments.Track(assignment, 0, 10, from);

        assignments.Finish([new RowSource(3, 0, 1)], unchecked(from + took));

        return assignments.Durations.Read().Equals(DurationBuckets.Of([new DurationCount(DurationBuckets.BucketOf(took), 1)]));
    }

    [Fact]
    public void Only_rows_that_are_done_took_any_time_and_each_once()
    {
        var assignments = new Assignments(Window, 1_000_000);
        var sources = Track(assignments, assignments.Add(3, epoch: 1), 3);

        assignments.Withdraw([sources[0]]);
        assignments.Finish([.. sources], at: 0);
        assignments.Finish([.. sources], at: 0);

        Assert.Equal(2, assignments.Durations.Read().Total);
    }

    [Fact]
    public void Rows_of_a_partition_that_is_gone_are_dropped()
    {
        var assignments = new Assignments(Window, 1_000_000);
        var sources = Track(assignments, assignments.Add(3, epoch: 1), 5);

        assignments.Remove(3);
        assignments.Finish([.. sources], at: 0);

        Assert.Equal(0, assignments.Bytes);
        Assert.Empty(assignments.All);
    }

    [Fact]
    public void The_bytes_of_all_partitions_have_one_bound()
    {
        var assignments = new Assignments(Window, maxBytes: 100);
        var first = Track(assignments, assignments.Add(0, 1), 5);
        var second = Track(assignments, assignments.Add(1, 2), 5);
        Assert.False(assignments.HasRoom);

        assignments.Finish([.. first.Take(4)], at: 0);
        Assert.False(assignments.HasRoom);
        assignments.Finish([.. second.Take(1)], at: 0);
        Assert.True(assignments.HasRoom);
    }

    [Fact]
    public void A_partition_that_goes_gives_its_bytes_back()
    {
        var assignments = new Assignments(Window, maxBytes: 100);
        Track(assignments, assignments.Add(0, 1), 10);

        assignments.Remove(0);

        Assert.True(assignments.HasRoom);
    }

    [Fact]
    public void An_assignment_reads_nothing_while_it_opens_or_after_it_stopped()
    {
        var assignment = new Assignments(Window, 100).Add(0, 1);

        Assert.True(assignment.WantsPause);
        assignment.Open(0, isCommitted: true);
        Assert.False(assignment.WantsPause);
        assignment.Stop("first");
        assignment.Stop("second");

        Assert.True(assignment.WantsPause);
        Assert.Equal("first", assignment.StopReason);
    }

    [Fact]
    public void Epochs_are_never_used_twice()
    {
        var epochs = new long[4_000];

        Parallel.For(0, epochs.Length, i => epochs[i] = EpochSource.Next());

        Assert.Distinct(epochs);
    }

    private static List<RowSource> Track(Assignments assignments, Assignment assignment, int rows)
    {
        var sources = new List<RowSource>();
        for (var row = 0; row < rows; row++)
        {
            sources.Add(new RowSource(assignment.Id.Partition, assignment.Ledger.NextSequence, assignment.Id.Epoch));
            assignments.Track(assignment, row, 10, at: 0);
        }

        return sources;
    }
}
