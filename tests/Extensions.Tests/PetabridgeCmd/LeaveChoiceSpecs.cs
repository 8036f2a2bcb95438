using ActorServe.PetabridgeCmd.Commands;

namespace ActorServe.Extensions.Tests.PetabridgeCmd;

public sealed class LeaveChoiceSpecs
{
    [Theory]
    [InlineData("gateway:4053")]
    [InlineData("GATEWAY:4053")]
    [InlineData("akka.tcp://actorserve@gateway:4053")]
    public void A_node_is_named_by_its_address_or_by_host_and_port(string node) =>
        Assert.Equal("gateway", LeaveChoice.Of(Served.Members, node).Node?.Host);

    [Fact]
    public void One_that_there_is_not_is_told_with_those_there_are() => Assert.Equal(
        "there is no node 'gateway'; the members are seed:4053, replica:4053, gateway:4053",
        LeaveChoice.Of(Served.Members, "gateway").Problem);

    [Fact]
    public void One_that_leaves_already_is_not_told_to_again() => Assert.Equal(
        "gateway:4053 is leaving already",
        LeaveChoice.Of([Served.Member("gateway", 4053, "gateway", isStaying: false)], "gateway:4053").Problem);

    [Fact]
    public void The_only_seed_stays()
    {
        Assert.StartsWith("seed:4053 is the only seed", LeaveChoice.Of(Served.Members, "seed:4053").Problem, StringComparison.Ordinal);
        Assert.StartsWith(
            "seed:4053 is the only seed",
            LeaveChoice.Of([.. Served.Members, Served.Member("seed", 4054, "seed", isStaying: false)], "seed:4053").Problem,
            StringComparison.Ordinal);
        Assert.NotNull(LeaveChoice.Of([.. Served.Members, Served.Member("seed", 4054, "seed")], "seed:4053").Node);
    }
}
