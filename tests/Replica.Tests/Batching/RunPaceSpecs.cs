using ActorServe.Replica.Batching;
using FsCheck.Xunit;

namespace ActorServe.Replica.Tests.Batching;

public sealed class RunPaceSpecs
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Nothing_is_known_at_first()
    {
        var pace = new RunPace();

        Assert.False(pace.IsKnown);
        Assert.Equal(0, pace.RowsIn(Second));
    }

    [Fact]
    public void One_row_that_was_held_up_weighs_little_beside_many()
    {
        var pace = new RunPace();
        for (var i = 0; i < 20; i++) pace.Observe(1_000, TimeSpan.FromMilliseconds(1));

        pace.Observe(1, TimeSpan.FromMilliseconds(5));

        Assert.True(pace.RowsIn(Second) > 500_000, $"{pace.RowsIn(Second)} rows a second");
    }

    [Property]
    public bool It_lies_between_the_slowest_and_the_fastest_run((byte Rows, ushort Micros)[] runs)
    {
        var pace = new RunPace();
        var seen = runs.Select(r => (Rows: r.Rows + 1, Time: TimeSpan.FromMicroseconds(r.Micros + 1))).ToList();
        foreach (var (rows, time) in seen) pace.Observe(rows, time);

        var each = seen.Select(r => r.Rows / r.Time.TotalSeconds).ToList();
        return each.Count == 0 || (pace.RowsIn(Second) >= each.Min() * 0.999 && pace.RowsIn(Second) <= each.Max() * 1.001);
    }
}
