using ActorServe.PetabridgeCmd.Commands;
using Akka.Cluster;

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
        LeaveChoice.Of([Served.Member("gateway", 4053, MemberStatus.Leaving)], "gateway:4053").Problem);

    [Fact]
    public void One_that_cannot_hear_of_it_is_refused_as_the_admin_REST_refuses_it()
    {
        Assert.StartsWith(
            "gateway:4053 cannot be reached", LeaveChoice.Of([Served.Member("gateway", 4053, isReachable: false)], "gateway:4053").Problem,
            StringComparison.Ordinal);
        Assert.Equal(
            "gateway:4053 is down, and is being removed",
            LeaveChoice.Of([Served.Member("gateway", 4053, MemberStatus.Down)], "gateway:4053").Problem);
    }
}
