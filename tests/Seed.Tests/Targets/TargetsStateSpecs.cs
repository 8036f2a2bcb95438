using ActorServe.Seed.Targets;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using FsCheck.Xunit;

namespace ActorServe.Seed.Tests.Targets;

public sealed class TargetsStateSpecs
{
    private static readonly TargetsState None = new();

    [Fact]
    public void Newer_targets_hold_and_older_ones_change_nothing()
    {
        var state = None.Hear(Targets(7));

        Assert.Equal(7, state.Held.Version);
        Assert.Same(state, state.Hear(Targets(6)));
        Assert.Same(state, state.Hear(Targets(7)));
    }

    [Fact]
    public void What_is_heard_while_a_change_is_under_way_holds_when_that_has_ended()
    {
        var state = None.Hear(Targets(7)).Begin(Targets(7), Some.Now, changeId: 1);

        var heard = state.Hear(Targets(long.MaxValue)).Hear(Targets(8));

        Assert.Equal((7, long.MaxValue), (heard.Held.Version, heard.End().Held.Version));
        Assert.Null(heard.End().Next);
    }

    [Fact]
    public void What_is_heard_of_the_change_itself_is_nothing_new()
    {
        var state = None.Begin(Targets(0), Some.Now, changeId: 1);

        var taken = state.Hear(state.Next!).Take(state.Next!);

        Assert.Same(taken.Held, taken.End().Held);
    }

    [Property]
    public void No_two_changes_have_one_number_whichever_were_refused_and_what_holds_never_goes_back(bool[] taken, short[] heard)
    {
        var (state, last) = (None, 0L);
        foreach (var (isTaken, version) in taken.Zip(heard.Select(each => Some.Now.ToUnixTimeMilliseconds() + each)))
        {
            var before = state.Held;
            state = state.Begin(state.Held, Some.Now, changeId: 1);
            Assert.True(state.Next!.Version > last);
            last = state.Next.Version;
            state = state.Hear(Targets(version));
            if (isTaken) state = state.Take(state.Next!);
            state = state.End();

            Assert.False(before.IsNewerThan(state.Held));
        }
    }

    private static ServeTargets Targets(long version) => new(version, new ServeConfig([]));
}
