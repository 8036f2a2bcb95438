using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using FsCheck.Xunit;

namespace ActorServe.Shared.Tests.Protocol;

/// <summary>The one order of targets. Numbers are few here, so that two changes often have one.</summary>
public sealed class ServeTargetsSpecs
{
    [Property]
    public void Of_two_different_changes_exactly_one_is_newer(byte version, byte other, sbyte id, sbyte otherId)
    {
        var (one, two) = (Some(version, id), Some(other, otherId));

        Assert.Equal(one.IsSameAs(two) ? 0 : 1, (one.IsNewerThan(two) ? 1 : 0) + (two.IsNewerThan(one) ? 1 : 0));
    }

    [Property]
    public void In_whatever_order_targets_meet_the_same_are_left((byte Version, sbyte Id)[] changes, int seed)
    {
        var all = changes.Select(c => Some(c.Version, c.Id)).ToArray();
        var shuffled = all.Concat(all.Take(3)).ToArray();
        new Random(seed).Shuffle(shuffled);

        Assert.True(Merged(all).IsSameAs(Merged(shuffled)));
    }

    [Fact]
    public void The_same_targets_met_again_change_nothing()
    {
        var held = Some(3, 1);

        Assert.Same(held, held.Merge(Some(3, 1)));
    }

    private static ServeTargets Merged(IEnumerable<ServeTargets> targets) =>
        targets.Aggregate(ServeTargets.None, (held, next) => held.Merge(next));

    private static ServeTargets Some(int version, long id) => new(1 + version % 4, new ServeConfig([])) { ChangeId = id % 4 };
}
