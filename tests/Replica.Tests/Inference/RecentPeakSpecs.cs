using ActorServe.Replica.Inference;
using FsCheck.Xunit;

namespace ActorServe.Replica.Tests.Inference;

public sealed class RecentPeakSpecs
{
    [Property]
    public bool What_the_last_runs_used_is_always_worth_keeping(int[] megabytes)
    {
        var peak = new RecentPeak();
        var used = megabytes.Select(m => Math.Abs((long)m % 1_000) << 20).ToList();
        for (var i = 0; i < used.Count; i++)
        {
            peak.Observe(used[i]);
            if (peak.Worth < used.Take(i + 1).TakeLast(RecentPeak.Runs).Max()) return false;
        }

        return peak.Worth >= RecentPeak.Least;
    }

    [Property]
    public bool What_none_of_the_last_runs_used_is_not(uint large, ushort small)
    {
        var peak = new RecentPeak();
        peak.Observe(large);

        for (var i = 0; i < 2 * RecentPeak.Runs; i++) peak.Observe(small);

        return peak.Worth == RecentPeak.Least;
    }

    [Fact]
    public void It_says_when_less_may_be_worth_keeping()
    {
        var peak = new RecentPeak();

        Assert.Equal(2, Enumerable.Range(0, 2 * RecentPeak.Runs).Count(_ => peak.Observe(1)));
    }
}
