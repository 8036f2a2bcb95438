using ActorServe.Seed.Members;
using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Seed.Tests.Members;

public sealed class UpTimesSpecs
{
    private static readonly UniqueAddress Member = new(new Address("akka.tcp", "actorserve", "a", 1), 1);

    [Fact]
    public void A_member_is_up_since_it_came_up_and_unknown_before_and_after()
    {
        var time = new FakeTimeProvider();
        var times = new UpTimes(time);
        Assert.Null(times.Of(Member));

        times.Up(Member);
        time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(TimeSpan.FromMinutes(3), times.Of(Member));

        times.Gone(Member);
        Assert.Null(times.Of(Member));
    }
}
