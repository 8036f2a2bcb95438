using System.Collections.Immutable;
using ActorServe.Gateway.Dispatch;
using ActorServe.Routing;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using FsCheck.Xunit;
using static ActorServe.Gateway.Tests.Dispatch.Flights;

namespace ActorServe.Gateway.Tests.Dispatch;

/// <summary>Whatever the interleaving of rows, outcomes, retries, withdrawals and rows that the router gives back.</summary>
public sealed class FlightTableProperties
{
    [Property(MaxTest = 400)]
    public void Each_row_gets_exactly_one_outcome_or_is_withdrawn_once(int seed, Ordering ordering, FailurePolicy policy)
    {
        var run = new RandomFlights(seed, ordering, policy).ToTheEnd();

        var ends = run.Emitted.Select(o => o.Row.Source).Concat(run.Withdrawn).Order(BySource.Instance).ToList();
        Assert.Equal(run.Added.Order(BySource.Instance).ToList(), ends);
        Assert.Equal(0, run.Table.HeldBytes);
    }

    [Property(MaxTest = 400)]
    public void By_partition_outcomes_go_out_as_a_prefix_in_order(int seed, FailurePolicy policy)
    {
        var run = new RandomFlights(seed, Ordering.Partition, policy).ToTheEnd();

        foreach (var assignment in run.Emitted.Select(o => o.Row.Source).GroupBy(s => (s.Partition, s.Epoch)))
        {
            Assert.Equal(Enumerable.Range(0, assignment.Count()).Select(i => (long)i), assignment.Select(s => s.Sequence));
        }
    }

    [Property(MaxTest = 400)]
    public void By_key_outcomes_go_out_as_a_prefix_of_each_key_in_order(int seed, FailurePolicy policy)
    {
        var run = new RandomFlights(seed, Ordering.Key, policy).ToTheEnd();

        foreach (var key in run.Emitted.Select(o => o.Row.Source).Where(s => RandomFlights.KeyOf(s) is not null)
            .GroupBy(s => (s.Partition, s.Epoch, RandomFlights.KeyOf(s))))
        {
            var all = run.Added.Where(s => (s.Partition, s.Epoch, RandomFlights.KeyOf(s)) == key.Key);
            Assert.Equal(all.Take(key.Count()), key);
        }
    }

    [Property(MaxTest = 200)]
    public void No_row_is_run_more_often_than_it_may(int seed, Ordering ordering)
    {
        var run = new RandomFlights(seed, ordering, FailurePolicy.Skip).ToTheEnd();

        Assert.All(run.CountedRuns.Values, runs => Assert.InRange(runs, 1, RandomFlights.MaxAttempts));
    }

    [Property(MaxTest = 200)]
    public void Nothing_follows_a_halted_row(int seed, Ordering ordering)
    {
        var run = new RandomFlights(seed, ordering, FailurePolicy.Stop).ToTheEnd();

        foreach (var assignment in run.Emitted.GroupBy(o => (o.Row.Source.Partition, o.Row.Source.Epoch)))
        {
            Assert.DoesNotContain(assignment.SkipLast(1), o => o.Kind == OutcomeKind.Halted);
        }
    }

    private sealed class BySource : IComparer<RowSource>
    {
        public static BySource Instance { get; } = new();

        public int Compare(RowSource x, RowSource y) =>
            (x.Partition, x.Epoch, x.Sequence).CompareTo((y.Partition, y.Epoch, y.Sequence));
    }
}
