using ActorServe.Cli.Members;

namespace ActorServe.Cli.Tests.Members;

public sealed class DrainChoiceSpecs
{
    private static readonly MemberReading Seed = Seen.Member(1, role: "seed"), Gateway = Seen.Member(4, role: "gateway");

    [Fact]
    public void A_seed_has_nothing_to_drain()
    {
        var failure = Assert.Throws<CommandFailedException>(() => DrainChoice.Named(Seen.Cluster(Seed), "10.0.0.1:4053"));

        Assert.Equal("10.0.0.1:4053 is a seed and has nothing to drain; cluster leave has it leave", failure.Message);
    }

    [Fact]
    public void A_seed_is_the_only_one_where_no_other_stays_that_can_be_reached()
    {
        Assert.True(DrainChoice.IsOnlySeed(Seen.Cluster(Seed, Gateway), Seed));
        Assert.False(DrainChoice.IsOnlySeed(Seen.Cluster(Seed, Seen.Member(2, role: "seed")), Seed));
        Assert.True(DrainChoice.IsOnlySeed(Seen.Cluster(Seed, Seen.Member(2, role: "seed", isReachable: false)), Seed));
        Assert.True(DrainChoice.IsOnlySeed(Seen.Cluster(Seed, Seen.Member(2, "LEAVING", role: "seed")), Seed));
        Assert.False(DrainChoice.IsOnlySeed(Seen.Cluster(Seed, Gateway), Gateway));
    }

    [Fact]
    public void A_role_means_all_members_that_have_it_but_those_that_go_already()
    {
        var cluster = Seen.Cluster(Seed, Seen.Member(2), Seen.Member(3, "EXITING"), Gateway);

        Assert.Equal([Seen.AddressOf(2)], DrainChoice.WithRole(cluster, "replica").Select(m => m.Address));
        Assert.Throws<CommandFailedException>(() => DrainChoice.WithRole(Seen.Cluster(Seed), "gateway"));
    }

    [Fact]
    public void Roles_that_nobody_would_have_any_more_are_told()
    {
        var replica = Seen.Member(2);

        Assert.Equal(["replica"], DrainChoice.LeftWithout(Seen.Cluster(Seed, replica, Gateway), replica));
        Assert.Equal(["gateway"], DrainChoice.LeftWithout(Seen.Cluster(Seed, replica, Gateway), Gateway));
        Assert.Empty(DrainChoice.LeftWithout(Seen.Cluster(Seed, replica, Seen.Member(3), Gateway), replica));
    }

    [Theory]
    [InlineData("UP", false)]
    [InlineData("LEAVING", true)]
    public void One_that_cannot_be_reached_or_goes_too_does_not_count_as_left(string status, bool isReachable)
    {
        var (replica, other) = (Seen.Member(2), Seen.Member(3, status, isReachable: isReachable));

        Assert.Equal(["replica"], DrainChoice.LeftWithout(Seen.Cluster(Seed, replica, other), replica));
        Assert.Equal(["replica"], DrainChoice.MissingWithout(Seen.Cluster(Seed, replica, other), replica));
    }

    [Fact]
    public void One_that_joins_is_left_but_has_to_be_waited_for()
    {
        var replica = Seen.Member(2);

        Assert.Empty(DrainChoice.LeftWithout(Seen.Cluster(replica, Seen.Member(3, "JOINING")), replica));
        Assert.Equal(["replica"], DrainChoice.MissingWithout(Seen.Cluster(replica, Seen.Member(3, "JOINING")), replica));
        Assert.Empty(DrainChoice.MissingWithout(Seen.Cluster(replica, Seen.Member(3)), replica));
    }
}
