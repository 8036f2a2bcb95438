using System.Collections.Immutable;
using ActorServe.Shared.Identity;

namespace ActorServe.Gateway.Tests;

public sealed class UnusedRoutersSpecs
{
    private static readonly DeploymentId _first = new("a", "d");
    private static readonly DeploymentId _second = new("b", "d");

    [Fact]
    public void A_router_is_asked_so_often_and_then_its_time_is_over()
    {
        var unused = new UnusedRouters(mostLooks: 2);
        unused.Note(ImmutableHashSet.Create(_second), [_first, _second]);

        Assert.Equal([(_first, false)], unused.Look());
        Assert.Equal([(_first, false)], unused.Look());
        Assert.Equal([(_first, true)], unused.Look());
    }

    [Fact]
    public void One_that_is_used_again_is_left_alone_and_counted_anew_when_it_is_not()
    {
        var unused = new UnusedRouters(mostLooks: 1);
        unused.Note(ImmutableHashSet<DeploymentId>.Empty, [_first]);
        unused.Look();

        unused.Note(ImmutableHashSet.Create(_first), [_first]);
        Assert.False(unused.Any);
        unused.Note(ImmutableHashSet<DeploymentId>.Empty, [_first]);

        Assert.Equal([(_first, false)], unused.Look());
    }

    [Fact]
    public void What_is_noted_again_keeps_its_count()
    {
        var unused = new UnusedRouters(mostLooks: 1);
        unused.Note(ImmutableHashSet<DeploymentId>.Empty, [_first]);
        unused.Look();

        unused.Note(ImmutableHashSet<DeploymentId>.Empty, [_first, _second]);

        Assert.Equal([(_first, true), (_second, false)], unused.Look());
    }
}
