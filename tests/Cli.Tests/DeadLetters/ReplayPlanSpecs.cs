using ActorServe.Cli.DeadLetters;
using ActorServe.Cli.Kafka;
using FsCheck.Xunit;

namespace ActorServe.Cli.Tests.DeadLetters;

public sealed class ReplayPlanSpecs
{
    private static readonly OffsetRange[] There = [new(0, 0, 1_000), new(1, 0, 1_000)];

    [Property]
    public void Every_dead_letter_goes_back_or_went_back_or_cannot(byte[] sources, byte[] replayed)
    {
        var plan = new ReplayPlan();
        for (var i = 0; i < sources.Length; i++) plan.Add(Letters.Of(0, i, sources[i] == 0 ? null : $"in/{sources[i] % 3}/{sources[i]}"));
        plan.Keep("in", There);
        foreach (var source in replayed) plan.FoundReplay($"in/{source % 3}/{source}", new RecordPlace("in", source % 3, 900));

        Assert.Equal(sources.Length, plan.Count + plan.Already + plan.Homeless + plan.Twice);
        Assert.Equal(plan.Count, plan.Targets.Sum(target => target.Count));
        Assert.Equal(plan.Count, sources.Where((source, i) => plan.Sends(Letters.Of(0, i, $"in/{source % 3}/{source}"))).Count());
    }

    [Property]
    public void Replays_are_looked_for_behind_each_record_that_they_may_be_of(byte[] offsets)
    {
        var plan = new ReplayPlan();
        for (var i = 0; i < offsets.Length; i++) plan.Add(Letters.Of(0, i, $"in/1/{offsets[i]}"));

        var ranges = plan.WhereReplaysMayBe("in", There);

        if (offsets.Length == 0) Assert.Empty(ranges);
        else Assert.Equal([new OffsetRange(1, offsets.Min() + 1, 1_000)], ranges);
    }

    [Fact]
    public void A_mark_counts_only_behind_the_record_and_in_its_partition()
    {
        var plan = new ReplayPlan();
        plan.Add(Letters.Of(0, 5, "in/1/100"));

        plan.FoundReplay("in/1/100", new RecordPlace("in", 1, 100));
        plan.FoundReplay("in/1/100", new RecordPlace("in", 0, 200));
        plan.FoundReplay("in/1/101", new RecordPlace("in", 1, 200));
        plan.FoundReplay("nonsense", new RecordPlace("in", 1, 200));
        Assert.Equal((1, 0), (plan.Count, plan.Already));

        plan.FoundReplay("in/1/100", new RecordPlace("in", 1, 200));
        Assert.Equal((0, 1), (plan.Count, plan.Already));
    }

    [Fact]
    public void Two_dead_letters_of_one_record_put_it_back_once()
    {
        var plan = new ReplayPlan();
        var (first, second) = (Letters.Of(0, 5, "in/1/100"), Letters.Of(1, 9, "in/1/100"));
        plan.Add(first);
        plan.Add(second);

        Assert.Equal((1, 1), (plan.Count, plan.Twice));
        Assert.Equal((true, false), (plan.Sends(first), plan.Sends(second)));
    }

    [Fact]
    public void A_dead_letter_whose_partition_is_gone_cannot_go_back()
    {
        var plan = new ReplayPlan();
        plan.Add(Letters.Of(0, 5, "in/7/100"));

        plan.Keep("in", There);

        Assert.Equal((0, 1), (plan.Count, plan.Homeless));
    }

    [Fact]
    public void What_is_read_again_to_be_sent_is_what_is_meant()
    {
        var plan = new ReplayPlan();
        foreach (var offset in (long[])[7, 3, 5]) plan.Add(Letters.Of(2, offset, $"in/0/{offset}"));

        Assert.Equal([new OffsetRange(2, 3, 8)], plan.WhereTheyAre());
    }

    [Fact]
    public void More_than_a_plan_holds_is_refused_and_told()
    {
        var plan = new ReplayPlan(most: 1);
        plan.Add(Letters.Of(0, 1, "in/0/1"));

        var refused = Assert.Throws<CommandFailedException>(() => plan.Add(Letters.Of(0, 2, "in/0/2")));
        Assert.Contains("choose fewer", refused.Message, StringComparison.Ordinal);
    }
}
