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

        ledger.Track(7, 10, cameAt: 0);

        Assert.Null(ledger.Watermark);
    }

    [Fact]
    public void The_watermark_is_the_offset_after_the_finished_prefix_whatever_the_gaps()
    {
        var ledger = new PartitionLedger(Wide);
        long[] sequences = [ledger.Track(5, 1, cameAt: 0), ledger.Track(9, 1, cameAt: 0), ledger.Track(40, 1, cameAt: 0)];

        ledger.Finish(sequences[2]);
        ledger.Finish(sequences[0]);

        Assert.Equal(6, ledger.Watermark);
    }

    [Fact]
    public void Sequences_have_no_gaps()
    {
        var ledger = new PartitionLedger(Wide);

        long[] sequences = [ledger.Track(5, 1, cameAt: 0), ledger.Track(9, 1, cameAt: 0), ledger.Track(40, 1, cameAt: 0)];

        Assert.Equal([0, 1, 2], sequences);
    }

    [Fact]
    public void The_offset_of_a_row_is_known_until_the_watermark_passes_it()
    {
        var ledger = new PartitionLedger(Wide);
        long[] sequences = [ledger.Track(5, 1, cameAt: 0), ledger.Track(9, 1, cameAt: 0)];

        ledger.Finish(sequences[0]);

        Assert.Equal([null, 9, null], new long[] { 0, 1, 2 }.Select(ledger.OffsetOf));
    }

    [Fact]
    public void A_row_that_is_finished_twice_counts_once()
    {
        var ledger = new PartitionLedger(Wide);
        ledger.Track(0, 10, cameAt: 0);
        ledger.Track(1, 10, cameAt: 0);

        Assert.True(ledger.Finish(0));
        Assert.False(ledger.Finish(0));
        Assert.False(ledger.Finish(5));
        Assert.Equal((1, 10L), (ledger.Outstanding, ledger.Bytes));
    }

    [Fact]
    public void A_withdrawn_row_is_not_out_and_is_never_passed()
    {
        var ledger = new PartitionLedger(Wide);
        for (var offset = 0; offset < 3; offset++) ledger.Track(offset, 10, cameAt: 0);

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
        for (var offset = 0; offset < 4; offset++) ledger.Track(offset, 1, cameAt: 0);

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

        ledger.Track(0, 5_000, cameAt: 0);

        Assert.False(ledger.HasRoom);
        ledger.Finish(0);
        Assert.True(ledger.HasRoom);
    }

    [Fact]
    public void A_window_of_one_row_has_room_when_that_row_is_finished()
    {
        var ledger = new PartitionLedger(new LedgerWindow(1, 1_000));

        ledger.Track(0, 1, cameAt: 0);
        Assert.False(ledger.HasRoom);
        ledger.Finish(0);

        Assert.True(ledger.HasRoom);
    }

    [Fact]
    public void One_stuck_row_does_not_let_its_partition_run_ahead_without_bound()
    {
        var window = new LedgerWindow(4, 1_000);
        var ledger = new PartitionLedger(window);
        ledger.Track(0, 1, cameAt: 0);

        while (ledger.HasRoom) ledger.Finish(ledger.Track(ledger.NextSequence, 1, cameAt: 0));

        Assert.Equal(window.Span, ledger.NextSequence);
        ledger.Finish(0);
        Assert.True(ledger.HasRoom);
        Assert.Equal(window.Span, ledger.Watermark);
    }

    [Fact]
    public void A_row_allocates_nothing_once_the_window_was_full()
    {
        var ledger = new PartitionLedger(Wide);
        for (var offset = 0; offset < 512; offset++) ledger.Track(offset, 1, cameAt: 0);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var sequence = 0; sequence < 10_000; sequence++)
        {
            ledger.Finish(sequence);
            ledger.Track(sequence + 512, 1, cameAt: 0);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Property(MaxTest = 500)]
    public void The_watermark_is_always_the_end_of_the_finished_prefix_and_the_window_says_when_to_stop(int seed)
    {
        var random = new Random(seed);
        var window = new LedgerWindow(random.Next(1, 40), random.Next(1, 5_000));
        var (ledger, model, isFull) = (new PartitionLedger(window), new List<Row>(), false);
        for (var step = 0; step < 400; step++)
        {
            Happen();
            var prefix = model.TakeWhile(row => row.State == RowEnd.Finished).ToList();
            var (rows, bytes) = (model.Count(row => row.State is null), model.Where(row => row.State is null).Sum(row => (long)row.Bytes));
            var span = model.Count - prefix.Count;
            isFull = isFull
                ? rows > window.Records / 2 || bytes > window.Bytes / 2 || span > window.Span / 2
                : rows >= window.Records || bytes >= window.Bytes || span >= window.Span;

            Assert.Equal(prefix.Count == 0 ? null : prefix[^1].Offset + 1, ledger.Watermark);
            Assert.Equal((rows, bytes, !isFull), (ledger.Outstanding, ledger.Bytes, ledger.HasRoom));
        }

        void Happen()
        {
            // Any row, also one that is finished or withdrawn already, or that was never there.
            var sequence = random.Next(model.Count + 2);
            switch (random.Next(21))
            {
                case < 10 when ledger.HasRoom || random.Next(8) == 0:
                    var offset = (model.Count == 0 ? 0 : model[^1].Offset + 1) + random.Next(4);
                    var bytes = random.Next(400);
                    Assert.Equal(model.Count, ledger.Track(offset, bytes, cameAt: 0));
                    model.Add(new Row(offset, bytes, null));
                    break;
                case < 20: End(sequence, RowEnd.Finished, ledger.Finish(sequence)); break;
                case 20 when random.Next(4) == 0: End(sequence, RowEnd.Withdrawn, ledger.Withdraw(sequence)); break;
                default: break;
            }
        }

        void End(int sequence, RowEnd end, bool didCount)
        {
            var wasOut = sequence < model.Count && model[sequence].State is null;
            Assert.Equal(wasOut, didCount);
            if (wasOut) model[sequence] = model[sequence] with { State = end };
        }
    }

    [Property]
    public Property The_watermark_reaches_the_end_when_all_rows_are_finished_in_any_order() =>
        Prop.ForAll(Gen.Choose(1, 300).SelectMany(rows => Gen.Shuffle(Enumerable.Range(0, rows).ToArray())).ToArbitrary(), order =>
        {
            var ledger = new PartitionLedger(Wide);
            for (var row = 0; row < order.Length; row++) ledger.Track(row * 3, 1, cameAt: 0);

            foreach (var row in order) ledger.Finish(row);

            return ledger.Watermark == ((order.Length - 1) * 3) + 1 && ledger.Outstanding == 0 && ledger.Bytes == 0;
        });

    private enum RowEnd
    {
        Finished,
        Withdrawn,
    }

    private readonly record struct Row(long Offset, int Bytes, RowEnd? State);
}
