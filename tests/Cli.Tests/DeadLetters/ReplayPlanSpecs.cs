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
        var plan = new ReplayPlan("dlq");
        for (var i = 0; i < sources.Length; i++) plan.Add(Letters.Of(0, i, sources[i] == 0 ? null : $"in/{sources[i] % 3}/{sources[i]}"));
        plan.Keep("in", There);
        foreach (var letter in replayed) plan.FoundReplay($"dlq/0/{letter}", new RecordPlace("in", letter % 3, 900));

        Assert.Equal(sources.Length, plan.Count + plan.Already + plan.Homeless);
        Assert.Equal(plan.Count, plan.Targets.Sum(target => target.Count));
        Assert.Equal(plan.Count, Enumerable.Range(0, sources.Length).Count(i => plan.TargetOf(0, i) is not null));
    }

    [Property]
    public void Replays_are_looked_for_behind_each_record_that_they_may_be_of(byte[] offsets)
    {
        var plan = new ReplayPlan("dlq");
        for (var i = 0; i < offsets.Length; i++) plan.Add(Letters.Of(0, i, $"in/1/{offsets[i]}"));

        var ranges = plan.WhereReplaysMayBe("in", There);

        if (offsets.Length == 0) Assert.Empty(ranges);
        else Assert.Equal([new OffsetRange(1, offsets.Min() + 1, 1_000)], ranges);
    }

    [Fact]
    public void A_mark_counts_only_behind_the_record_in_its_partition_and_for_its_topic()
    {
        var plan = new ReplayPlan("dlq");
        plan.Add(Letters.Of(0, 5, "in/1/100"));

        plan.FoundReplay("dlq/0/5", new RecordPlace("in", 1, 100));
        plan.FoundReplay("dlq/0/5", new RecordPlace("in", 0, 200));
        plan.FoundReplay("other/0/5", new RecordPlace("in", 1, 200));
        plan.FoundReplay("nonsense", new RecordPlace("in", 1, 200));
        Assert.Equal((1, 0), (plan.Count, plan.Already));

        plan.FoundReplay("dlq/0/5", new RecordPlace("in", 1, 200));
        Assert.Equal((0, 1), (plan.Count, plan.Already));
    }

    [Fact]
    public void A_dead_letter_whose_partition_is_gone_cannot_go_back()
    {
        var plan = new ReplayPlan("dlq");
        plan.Add(Letters.Of(0, 5, "in/7/100"));

        plan.Keep("in", There);

        Assert.Equal((0, 1), (plan.Count, plan.Homeless));
    }

    [Fact]
    public void What_is_read_again_to_be_sent_is_what_is_meant()
    {
        var plan = new ReplayPlan("dlq");
        foreach (var offset in (long[])[7, 3, 5]) plan.Add(Letters.Of(2, offset));

        Assert.Equal([new OffsetRange(2, 3, 8)], plan.WhereTheyAre());
    }

    [Fact]
    public void More_than_a_plan_holds_is_refused_and_told()
    {
        var plan = new ReplayPlan("dlq", most: 1);
        plan.Add(Letters.Of(0, 1));

        Assert.Contains("choose fewer", Assert.Throws<CommandFailedException>(() => plan.Add(Letters.Of(0, 2))).Message, StringComparison.Ordinal);
    }
}
