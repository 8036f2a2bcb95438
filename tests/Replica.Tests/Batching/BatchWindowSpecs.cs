using ActorServe.Replica.Batching;
using FsCheck.Xunit;

namespace ActorServe.Replica.Tests.Batching;

public sealed class BatchWindowSpecs
{
    private static readonly TimeSpan Now = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void A_full_batch_is_handed_over_ahead_and_a_part_of_one_is_not()
    {
        var window = new BatchWindow<int>(4, TimeSpan.Zero, maxConcurrentRuns: 1, runsAhead: 1);
        for (var row = 0; row < 10; row++) window.Add(row, TimeSpan.Zero, TimeSpan.MaxValue);

        Assert.True(window.TryCut(TimeSpan.Zero, 4, out _));
        Assert.True(window.TryCut(TimeSpan.Zero, 4, out var ahead));
        Assert.False(window.TryCut(TimeSpan.Zero, 4, out _));
        window.Finished();

        Assert.Equal([4, 5, 6, 7], ahead.Rows);
        Assert.False(window.TryCut(TimeSpan.Zero, 4, out _));
        window.Finished();
        Assert.True(window.TryCut(TimeSpan.Zero, 4, out var last));
        Assert.Equal([8, 9], last.Rows);
    }

    [Fact]
    public void A_free_run_takes_what_is_there()
    {
        var window = new BatchWindow<int>(8, TimeSpan.Zero, 1);
        Add(window, Now, 1, 2, 3);

        Assert.Equal([1, 2, 3], Cut(window, Now));
    }

    [Fact]
    public void A_cut_says_how_long_the_first_row_that_runs_has_waited()
    {
        var window = new BatchWindow<int>(8, TimeSpan.Zero, 1);
        window.Add(1, Now, deadline: Now);
        window.Add(2, Now + Wait, TimeSpan.MaxValue);
        window.Add(3, Now + 2 * Wait, TimeSpan.MaxValue);

        Assert.True(window.TryCut(Now + 4 * Wait, 8, out var cut));

        Assert.Equal([2, 3], cut.Rows);
        Assert.Equal(3 * Wait, cut.Waited);
    }

    [Fact]
    public void A_batch_is_never_larger_than_the_maximum()
    {
        var window = new BatchWindow<int>(2, TimeSpan.Zero, 2);
        Add(window, Now, 1, 2, 3);

        Assert.Equal([1, 2], Cut(window, Now));
        Assert.Equal([3], Cut(window, Now));
    }

    [Fact]
    public void What_is_taken_out_is_gone_and_the_rest_keeps_its_order()
    {
        var window = new BatchWindow<int>(8, TimeSpan.Zero, 1);
        Add(window, Now, 3, 4, 5);
        window.Return([1, 2], Now, _ => TimeSpan.MaxValue);

        Assert.Equal([2, 4], window.TakeOut(row => row % 2 == 0));

        Assert.Equal([1, 3, 5], Cut(window, Now));
    }

    [Fact]
    public void Nothing_starts_while_all_runs_are_taken()
    {
        var window = new BatchWindow<int>(2, TimeSpan.Zero, 1);
        Add(window, Now, 1, 2, 3);
        Cut(window, Now);

        Assert.Null(Cut(window, Now));
        window.Finished();
        Assert.Equal([3], Cut(window, Now));
    }

    [Fact]
    public void A_batch_that_is_not_full_waits_from_its_oldest_row_on()
    {
        var window = new BatchWindow<int>(4, Wait, 1);
        Add(window, Now, 1);
        Add(window, Now + Wait / 2, 2);

        Assert.Null(Cut(window, Now + Wait / 2));
        Assert.Equal(Now + Wait, window.DueAt);
        Assert.Equal([1, 2], Cut(window, Now + Wait));
    }

    [Fact]
    public void A_full_batch_does_not_wait()
    {
        var window = new BatchWindow<int>(2, Wait, 1);
        Add(window, Now, 1, 2, 3);

        Assert.Equal([1, 2], Cut(window, Now));
    }

    [Fact]
    public void A_closing_window_waits_for_nothing()
    {
        var window = new BatchWindow<int>(4, Wait, 1);
        Add(window, Now, 1);

        window.IsClosing = true;

        Assert.Equal([1], Cut(window, Now));
    }

    [Fact]
    public void A_run_takes_several_batches_where_they_are_short_and_leaves_other_free_runs_their_part()
    {
        var window = new BatchWindow<int>(2, TimeSpan.Zero, 2);
        Add(window, Now, 1, 2, 3, 4, 5, 6, 7, 8);

        Assert.Equal([1, 2, 3, 4], Cut(window, Now, most: 100));
        Assert.Equal([5, 6, 7, 8], Cut(window, Now, most: 5));
    }

    [Fact]
    public void Rows_that_a_run_did_not_start_come_first()
    {
        var window = new BatchWindow<int>(4, Wait, 1);
        Add(window, Now, 3);

        window.Return([1, 2], Now, _ => TimeSpan.MaxValue);

        Assert.Equal([1, 2, 3], Cut(window, Now));
    }

    [Fact]
    public void A_row_that_came_back_is_due_at_once_and_has_waited_since_then()
    {
        var window = new BatchWindow<int>(4, Wait, 1);
        window.Return([1], Now, _ => TimeSpan.MaxValue);

        Assert.Equal(Now, window.DueAt);
        Assert.True(window.TryCut(Now + 2 * Wait, 0, out var cut));

        Assert.Equal(2 * Wait, cut.Waited);
    }

    [Fact]
    public void A_row_whose_time_left_is_over_is_not_started()
    {
        var window = new BatchWindow<int>(4, TimeSpan.Zero, 1);
        window.Add(1, Now, Now + Wait);
        window.Add(2, Now, TimeSpan.MaxValue);

        Assert.True(window.TryCut(Now + 2 * Wait, 0, out var cut));

        Assert.Equal([1], cut.Expired);
        Assert.Equal([2], cut.Rows);
    }

    [Fact]
    public void Expired_rows_alone_take_no_run()
    {
        var window = new BatchWindow<int>(4, TimeSpan.Zero, 1);
        window.Add(1, Now, Now);

        Assert.True(window.TryCut(Now + Wait, 0, out var cut));

        Assert.Empty(cut.Rows);
        Assert.Equal(0, window.Running);
    }

    [Property]
    public bool Every_row_runs_once_in_its_turn(byte batch, byte runs, byte waitMs, (byte Rows, byte Ends, byte Pause, byte Most)[] steps)
    {
        var (maxBatch, maxRuns, wait) = (batch % 8 + 1, runs % 4 + 1, TimeSpan.FromMilliseconds(waitMs % 20));
        var window = new BatchWindow<int>(maxBatch, wait, maxRuns);
        var arrived = new List<TimeSpan>();
        var started = new List<int>();
        var now = Now;
        foreach (var (rows, ends, pause, most) in steps)
        {
            for (var i = 0; i < rows % 12; i++)
            {
                window.Add(arrived.Count, now, TimeSpan.MaxValue);
                arrived.Add(now);
            }

            if (!StartAll(most)) return false;
            for (var i = ends % 4; i > 0 && window.Running > 0; i--) window.Finished();
            now += TimeSpan.FromMilliseconds(pause % 8);
        }

        while (started.Count < arrived.Count)
        {
            while (window.Running > 0) window.Finished();
            now += wait;
            if (!StartAll(0)) return false;
        }

        return started.SequenceEqual(Enumerable.Range(0, arrived.Count)) && window.Count == 0;

        bool StartAll(int most)
        {
            while (window.HasFreeRun)
            {
                var oldestDue = started.Count < arrived.Count && (arrived[started.Count] + wait <= now || window.Count >= maxBatch);
                if (window.TryCut(now, most, out var cut) != oldestDue) return false;
                if (!oldestDue) break;
                started.AddRange(cut.Rows);
                if (cut.Rows.Count > Math.Max(most, maxBatch) || window.Running > maxRuns) return false;
            }

            return !window.TryCut(now, most, out _);
        }
    }

    private static void Add(BatchWindow<int> window, TimeSpan now, params int[] rows)
    {
        foreach (var row in rows) window.Add(row, now, TimeSpan.MaxValue);
    }

    private static IReadOnlyList<int>? Cut(BatchWindow<int> window, TimeSpan now, int most = 0) =>
        window.TryCut(now, most, out var cut) ? cut.Rows : null;
}
