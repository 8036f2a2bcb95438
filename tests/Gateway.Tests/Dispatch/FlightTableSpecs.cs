using System.Collections.Immutable;
using ActorServe.Gateway.Dispatch;
using ActorServe.Routing;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using static ActorServe.Gateway.Tests.Dispatch.Flights;

namespace ActorServe.Gateway.Tests.Dispatch;

public sealed class FlightTableSpecs
{
    private static readonly TimeSpan _now = TimeSpan.Zero;

    [Fact]
    public void Small_outcomes_hold_nothing_back_once_a_few_are_known()
    {
        var table = Table();
        table.Add(Rows(0, 4_096));
        var rounds = new List<int>();

        while (table.TakeOffers() is { IsEmpty: false } offers)
        {
            rounds.Add(offers.Length);
            table.Settle([.. offers.Select(r => Completed(r))], _now);
        }

        Assert.Equal([8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 8], rounds);
    }

    [Fact]
    public void Every_row_is_offered_as_it_comes()
    {
        var table = Table();

        table.Add(Rows(0, 3));

        Assert.Equal([0L, 1, 2], table.TakeOffers().Select(r => r.Source.Sequence));
        Assert.Empty(table.TakeOffers());
    }

    [Fact]
    public void A_slow_row_holds_back_its_own_partition_only()
    {
        var table = Table();
        var slow = Rows(0, 3);
        var fast = Rows(1, 3);
        table.Add([.. slow, .. fast]);

        table.Settle([Completed(slow[1]), Completed(slow[2]), .. fast.Select(r => Completed(r))], _now);
        var before = table.TakeAll();
        table.Settle([Completed(slow[0])], _now);

        Assert.All(before, o => Assert.Equal(1, o.Row.Source.Partition));
        Assert.Equal([0L, 1, 2], table.TakeAll().Sequences());
        Assert.Equal(0, table.Rows);
    }

    [Fact]
    public void By_key_a_slow_row_holds_back_its_own_key_only()
    {
        var table = Table(new FlightRules { Ordering = Ordering.Key });
        ImmutableArray<InferRow> rows = [Row(0, 0, "a"), Row(0, 1, "b"), Row(0, 2, "a"), Row(0, 3), Row(0, 4, "b")];
        table.Add(rows);

        table.Settle([.. rows.Skip(1).Reverse().Select(r => Completed(r))], _now);
        var before = table.TakeAll().Sequences();
        table.Settle([Completed(rows[0])], _now);

        Assert.Equal([3L, 1, 4], before);
        Assert.Equal([0L, 2], table.TakeAll().Sequences());
    }

    [Fact]
    public void Without_order_rows_go_out_as_they_are_finished()
    {
        var table = Table(new FlightRules { Ordering = Ordering.None });
        var rows = Rows(0, 3);
        table.Add(rows);

        table.Settle([Completed(rows[2]), Completed(rows[0])], _now);

        Assert.Equal([2L, 0], table.TakeAll().Sequences());
    }

    [Fact]
    public void A_failed_row_is_offered_again_with_its_next_attempt_once_its_wait_is_over()
    {
        var table = Table();
        var row = Rows(0, 1)[0];
        table.Add([row]);
        table.TakeOffers();

        table.Settle([Failed(row, FailureKind.ModelError)], _now);
        var due = table.DueAt!.Value;
        table.Wake(due - TimeSpan.FromTicks(1));
        var early = table.TakeOffers();
        table.Wake(due);

        Assert.Empty(early);
        Assert.Equal(2, Assert.Single(table.TakeOffers()).Attempt);
        Assert.Null(table.DueAt);
    }

    [Theory]
    [InlineData(FailurePolicy.DeadLetter, OutcomeKind.DeadLetter)]
    [InlineData(FailurePolicy.Skip, OutcomeKind.Skipped)]
    [InlineData(FailurePolicy.Stop, OutcomeKind.Halted)]
    internal void Bad_input_is_never_tried_again(FailurePolicy policy, OutcomeKind kind)
    {
        var table = Table(new FlightRules { OnFailure = policy });
        var row = Rows(0, 1)[0];
        table.Add([row]);

        table.Settle([Failed(row, FailureKind.BadInput)], _now);

        Assert.Equal(kind, Assert.Single(table.TakeAll()).Kind);
        Assert.Equal(0, table.FailedAttempts);
    }

    [Fact]
    public void Overload_is_offered_again_without_using_up_an_attempt()
    {
        var table = Table(new FlightRules { MaxAttempts = 1 });
        var row = Rows(0, 1)[0];
        table.Add([row]);
        table.TakeOffers();

        for (var i = 0; i < 50; i++)
        {
            table.Settle([Failed(row, FailureKind.Overload)], _now);
            table.Wake(table.DueAt!.Value);
            Assert.Equal(1, Assert.Single(table.TakeOffers()).Attempt);
        }

        Assert.Equal(0, table.FailedAttempts);
    }

    [Fact]
    public void A_second_outcome_of_a_row_is_ignored()
    {
        var table = Table();
        var rows = Rows(0, 2);
        table.Add(rows);

        table.Settle([Completed(rows[0]), Completed(rows[0])], _now);
        table.Settle([Failed(rows[0], FailureKind.BadInput)], _now);

        Assert.Equal([0L], table.TakeAll().Sequences());
        Assert.Equal(1, table.Rows);
    }

    [Fact]
    public void After_a_halted_row_nothing_of_its_partition_goes_out()
    {
        var table = Table();
        var rows = Rows(0, 3);
        var other = Rows(1, 1);
        table.Add([.. rows, .. other]);

        table.Settle([Completed(rows[2]), Failed(rows[1], FailureKind.BadInput), Completed(rows[0]), Completed(other[0])], _now);
        var outcomes = table.TakeAll();
        table.Withdraw([new PartitionEpoch(0, 1)]);

        Assert.Equal([OutcomeKind.Completed, OutcomeKind.Halted, OutcomeKind.Completed], outcomes.Select(o => o.Kind));
        Assert.Equal([2L], table.TakeWithdrawn().Select(s => s.Sequence));
        Assert.Equal(0, table.Rows);
    }

    [Fact]
    public void A_withdrawn_row_takes_what_was_held_behind_it_along()
    {
        var table = Table();
        var rows = Rows(0, 4);
        table.Add(rows);
        table.Settle([Failed(rows[1], FailureKind.Timeout), Completed(rows[2])], _now);

        var sent = table.Withdraw([new PartitionEpoch(0, 1)]);
        var first = table.TakeWithdrawn().Select(s => s.Sequence);
        table.Settle([Completed(rows[3]), Completed(rows[0])], _now);

        Assert.Equal([new PartitionEpoch(0, 1)], sent);
        Assert.Equal([1L, 2], first);
        Assert.Equal([3L], table.TakeWithdrawn().Select(s => s.Sequence));
        Assert.Equal([0L], table.TakeAll().Sequences());
    }

    [Fact]
    public void Rows_that_come_after_the_withdrawal_of_their_assignment_are_given_back_at_once()
    {
        var table = Table();
        table.Withdraw([new PartitionEpoch(0, 1)]);

        table.Add([.. Rows(0, 2), .. Rows(0, 1, epoch: 2)]);

        Assert.Equal([0L, 1], table.TakeWithdrawn().Select(s => s.Sequence));
        Assert.Equal(2, Assert.Single(table.TakeOffers()).Source.Epoch);
    }

    [Fact]
    public void A_failure_after_the_withdrawal_gives_the_row_back_instead_of_trying_again()
    {
        var table = Table();
        var row = Rows(0, 1)[0];
        table.Add([row]);
        table.Withdraw([new PartitionEpoch(0, 1)]);

        table.Settle([Failed(row, FailureKind.ModelError)], _now);

        Assert.Equal([row.Source], table.TakeWithdrawn());
        Assert.Null(table.DueAt);
        Assert.Equal(0, table.Rows);
    }

    [Fact]
    public void Above_its_share_of_held_bytes_a_partition_waits_and_others_go_on()
    {
        var table = Table(new FlightRules { MaxHeldBytes = 12_000, MaxPartitionHeldBytes = 4_000 });
        var rows = Rows(0, 2);
        var other = Rows(1, 1);
        table.Add([.. rows, .. other]);
        table.Settle([Completed(rows[1], bytes: 3_000)], _now);
        table.TakeOffers();

        table.Add([Row(0, 2), Row(1, 1)]);
        var meanwhile = table.TakeOffers();
        table.Settle([Completed(rows[0])], _now);
        table.TakeAll();

        Assert.Equal([1], meanwhile.Select(r => r.Source.Partition));
        Assert.Equal([Row(0, 2).Source], table.TakeOffers().Select(r => r.Source));
    }

    [Fact]
    public void A_partition_whose_first_row_is_tried_again_holds_its_share_and_the_others_flow()
    {
        const int Bytes = 40_000;
        var rules = new FlightRules();
        var table = Table(rules);
        for (var partition = 0; partition < 8; partition++) table.Add(Rows(partition, 4_096));
        var (most, emitted) = (0L, 0);

        while (table.TakeOffers() is { IsEmpty: false } offers)
        {
            foreach (var part in offers.Chunk(32))
            {
                table.Settle(
                    [
                        .. part.Select(r => r.Source is { Partition: 0, Sequence: 0 }
                            ? Failed(r, FailureKind.ModelError)
                            : Completed(r, Bytes)),
                    ],
                    _now);
                most = Math.Max(most, table.HeldBytes);
                emitted += table.TakeAll().Length;
            }
        }

        Assert.Equal(7 * 4_096, emitted);
        Assert.InRange(table.HeldBytes, 1, rules.MaxPartitionHeldBytes + Bytes);
        Assert.InRange(most, 1, rules.MaxHeldBytes);
        Assert.NotNull(table.DueAt);
    }

    [Fact]
    public void While_nothing_goes_out_no_more_is_offered_than_the_bound_has_room_for()
    {
        const int Bytes = 600_000;
        var rules = new FlightRules();
        var table = Table(rules);
        for (var partition = 0; partition < 16; partition++) table.Add(Rows(partition, 100));

        while (table.TakeOffers() is { IsEmpty: false } offers) table.Settle([.. offers.Select(r => Completed(r, Bytes))], _now);

        Assert.InRange(table.HeldBytes, rules.MaxHeldBytes / 2, rules.MaxHeldBytes + (16 * Bytes));
    }

    [Fact]
    public void A_retry_is_offered_above_the_bound_because_what_is_held_may_wait_for_it()
    {
        var table = Table(new FlightRules { MaxHeldBytes = 100 });
        var rows = Rows(0, 2);
        table.Add(rows);
        table.TakeOffers();

        table.Settle([Completed(rows[1], bytes: 3_000), Failed(rows[0], FailureKind.Timeout)], _now);
        table.Wake(table.DueAt!.Value);

        Assert.Equal([rows[0].Source], table.TakeOffers().Select(r => r.Source));
    }

    [Fact]
    public void Rows_that_the_router_returns_without_being_asked_are_offered_again()
    {
        var table = Table();
        var rows = Rows(0, 1);
        table.Add(rows);
        table.TakeOffers();

        table.Return(rows);

        Assert.Equal(rows.AsEnumerable(), table.TakeOffers());
    }

    [Fact]
    public void A_closed_table_gives_every_row_back()
    {
        var table = Table();
        var rows = Rows(0, 3);
        table.Add(rows);
        table.Settle([Completed(rows[0]), Completed(rows[2])], _now);

        table.Close();

        Assert.Equal([0L, 1, 2], table.TakeWithdrawn().Select(s => s.Sequence));
        Assert.Equal(0, table.Rows);
        Assert.Equal(0, table.HeldBytes);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(6, 30)]
    [InlineData(100, 30)]
    public void The_wait_doubles_up_to_its_bound(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new FlightRules().Delay(failures, jitter: 0));

    private static FlightTable Table(FlightRules? rules = null) => new(rules ?? new FlightRules(), new Random(1));
}
