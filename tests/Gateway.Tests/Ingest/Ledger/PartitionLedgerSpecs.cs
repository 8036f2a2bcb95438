using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Ingest.Ledger;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ActorServe.Gateway.Tests.Ingest.Ledger;

public sealed class PartitionLedgerSpecs
{
    private static readonly LedgerWindow Wide = new(1_000_000, 1L << 40);

    [Fact]
    public void Nothing_may_be_committed_before_the_first_row_is_finished()
    {
        var ledger = new PartitionLedger(Wide);

        ledger.Track(7, 10);

        Assert.Null(ledger.Watermark);
    }

    [Fact]
    public void The_watermark_is_the_offset_after_the_finished_prefix_whatever_the_gaps()
    {
        var ledger = new PartitionLedger(Wide);
        long[] sequences = [ledger.Track(5, 1), ledger.Track(9, 1), ledger.Track(40, 1)];

        ledger.Finish(sequences[2]);
        ledger.Finish(sequences[0]);

        Assert.Equal(6, ledger.Watermark);
    }

    [Fact]
    public void Sequences_have_no_gaps()
    {
        var ledger = new PartitionLedger(Wide);

        long[] sequences = [ledger.Track(5, 1), ledger.Track(9, 1), ledger.Track(40, 1)];

        Assert.Equal([0, 1, 2], sequences);
    }

    [Fact]
    public void A_row_that_is_finished_twice_counts_once()
    {
        var ledger = new PartitionLedger(Wide);
        ledger.Track(0, 10);
        ledger.Track(1, 10);

        Assert.True(ledger.Finish(0));
        Assert.False(ledger.Finish(0));
        Assert.False(ledger.Finish(5));
        Assert.Equal((1, 10L), (ledger.Outstanding, ledger.Bytes));
    }

    [Fact]
    public void A_withdrawn_row_is_not_out_and_is_never_passed()
    {
        var ledger = new PartitionLedger(Wide);
        for (var offset = 0; offset < 3; offset++) ledger.Track(offset, 10);

        ledger.Withdraw(1);
        ledger.Finish(0);
        ledger.Finish(2);
        ledger.Finish(1);

        Assert.Equal((0, 0L, 1L), (ledger.Outstanding, ledger.Bytes, ledger.Watermark));
    }

    [Fact]
    public void A_full_window_has_room_again_when_half_of_it_is_free()
    {
        var ledger = new PartitionLedger(new LedgerWindow(4, 1_000));
        for (var offset = 0; offset < 4; offset++) ledger.Track(offset, 1);

        ledger.Finish(0);
        Assert.False(ledger.HasRoom);
        ledger.Finish(1);
        Assert.True(ledger.HasRoom);
    }

    [Fact]
    public void A_row_larger_than_the_window_goes_alone()
    {
        var ledger = new PartitionLedger(new LedgerWindow(4, 1_000));
        Assert.True(ledger.HasRoom);

        ledger.Track(0, 5_000);

        Assert.False(ledger.HasRoom);
        ledger.Finish(0);
        Assert.True(ledger.HasRoom);
    }

    [Fact]
    public void A_window_of_one_row_has_room_when_that_row_is_finished()
    {
        var ledger = new PartitionLedger(new LedgerWindow(1, 1_000));

        ledger.Track(0, 1);
        Assert.False(ledger.HasRoom);
        ledger.Finish(0);

        Assert.True(ledger.HasRoom);
    }

    [Fact]
    public void One_stuck_row_does_not_let_its_partition_run_ahead_without_bound()
    {
        var window = new LedgerWindow(4, 1_000);
        var ledger = new PartitionLedger(window);
        ledger.Track(0, 1);

        while (ledger.HasRoom) ledger.Finish(ledger.Track(ledger.NextSequence, 1));

        Assert.Equal(window.Span, ledger.NextSequence);
        ledger.Finish(0);
        Assert.True(ledger.HasRoom);
        Assert.Equal(window.Span, ledger.Watermark);
    }

    [Fact]
    public void A_row_allocates_nothing_once_the_window_was_full()
    {
        var ledger = new PartitionLedger(Wide);
        for (var offset = 0; offset < 512; offset++) ledger.Track(offset, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var sequence = 0; sequence < 10_000; sequence++)
        {
            ledger.Finish(sequence);
            ledger.Track(sequence + 512, 1);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Property]
    public Property The_watermark_is_always_the_end_of_the_finished_prefix() => Prop.ForAll(Histories(), history =>
    {
        var ledger = new PartitionLedger(Wide);
        var model = new List<(long Offset, bool? IsFinished)>();
        var agrees = true;
        foreach (var (step, choice) in history)
        {
            var row = model.Count == 0 ? -1 : (int)(choice % model.Count);
            if (step == 0 || row < 0)
            {
                var offset = (model.Count == 0 ? 0 : model[^1].Offset + 1) + (choice % 5);
                ledger.Track(offset, 1);
                model.Add((offset, null));
            }
            else if (model[row].IsFinished is null)
            {
                if (step == 1) ledger.Finish(row);
                else ledger.Withdraw(row);
                model[row] = (model[row].Offset, step == 1);
            }

            var prefix = model.TakeWhile(entry => entry.IsFinished == true).ToList();
            agrees &= ledger.Watermark == (prefix.Count == 0 ? null : prefix[^1].Offset + 1);
            agrees &= ledger.Outstanding == model.Count(entry => entry.IsFinished is null) && ledger.Bytes == ledger.Outstanding;
        }

        return agrees;
    });

    [Property]
    public Property The_watermark_reaches_the_end_when_all_rows_are_finished_in_any_order() =>
        Prop.ForAll(Gen.Choose(1, 300).SelectMany(rows => Gen.Shuffle(Enumerable.Range(0, rows).ToArray())).ToArbitrary(), order =>
        {
            var ledger = new PartitionLedger(Wide);
            for (var row = 0; row < order.Length; row++) ledger.Track(row * 3, 1);

            foreach (var row in order) ledger.Finish(row);

            return ledger.Watermark == ((order.Length - 1) * 3) + 1 && ledger.Outstanding == 0 && ledger.Bytes == 0;
        });

    // What happens (0 track, 1 finish, 2 withdraw; withdrawals are rare) and to which row.
    private static Arbitrary<(int Step, long Choice)[]> Histories()
    {
        var step = Gen.Frequency((10, Gen.Constant(0)), (10, Gen.Constant(1)), (1, Gen.Constant(2)));
        return step.SelectMany(what => Gen.Choose(0, 10_000).Select(choice => (what, (long)choice))).ArrayOf().ToArbitrary();
    }
}
