using System.Collections.Immutable;
using ActorServe.Seed.Members;
using ActorServe.Shared.Hosting;
using Akka.Actor;
using Akka.Cluster;
using FsCheck.Xunit;

namespace ActorServe.Seed.Tests.Members;

public sealed class MemberRulesSpecs
{
    private const string First = "10.0.0.1:4053", Second = "10.0.0.2:4053";

    [Theory]
    [InlineData(Second)]
    [InlineData("AKKA.TCP://actorserve@10.0.0.2:4053")]
    public void A_member_is_meant_by_its_host_and_port_and_by_its_whole_address(string address) =>
        Assert.Equal(Second, Assert.IsType<MemberAnswer.Go>(MemberRules.Leave(Cluster(MemberStatus.Up), address)).Member.Endpoint);

    [Fact]
    public void One_that_is_not_there_is_answered_with_those_that_are()
    {
        var unknown = Assert.IsType<MemberAnswer.Unknown>(MemberRules.Leave(Cluster(MemberStatus.Up), "10.0.0.9:1"));

        Assert.Equal($"there is no member 10.0.0.9:1; expected one of {First}, {Second}", unknown.Reason);
        Assert.IsType<MemberAnswer.Unknown>(MemberRules.Down(Cluster(MemberStatus.Up), "10.0.0.9:1", force: true));
    }

    [Theory]
    [InlineData(MemberStatus.Joining)]
    [InlineData(MemberStatus.WeaklyUp)]
    [InlineData(MemberStatus.Up)]
    public void A_member_that_can_be_reached_leaves_and_is_not_downed_unless_forced(MemberStatus status)
    {
        var cluster = Cluster(status);

        Assert.IsType<MemberAnswer.Go>(MemberRules.Leave(cluster, Second));
        var refused = Assert.IsType<MemberAnswer.Refused>(MemberRules.Down(cluster, Second, force: false));
        Assert.Contains("can be reached", refused.Reason, StringComparison.Ordinal);
        Assert.IsType<MemberAnswer.Go>(MemberRules.Down(cluster, Second, force: true));
    }

    [Fact]
    public void A_member_that_cannot_be_reached_is_downed_and_does_not_leave()
    {
        var cluster = Cluster(MemberStatus.Up, isReachable: false);

        var refused = Assert.IsType<MemberAnswer.Refused>(MemberRules.Leave(cluster, Second));
        Assert.Contains("cannot be reached", refused.Reason, StringComparison.Ordinal);
        Assert.IsType<MemberAnswer.Go>(MemberRules.Down(cluster, Second, force: false));
    }

    [Fact]
    public void What_goes_already_is_not_told_again()
    {
        Assert.IsType<MemberAnswer.Going>(MemberRules.Leave(Cluster(MemberStatus.Leaving), Second));
        Assert.IsType<MemberAnswer.Going>(MemberRules.Leave(Cluster(MemberStatus.Exiting), Second));
        Assert.IsType<MemberAnswer.Going>(MemberRules.Down(Cluster(MemberStatus.Down), Second, force: false));
        Assert.IsType<MemberAnswer.Refused>(MemberRules.Leave(Cluster(MemberStatus.Down), Second));
    }

    [Property]
    public void Force_never_turns_a_yes_into_a_no(byte status, bool isReachable)
    {
        var cluster = Cluster((MemberStatus)(status % 7), isReachable);

        var (gentle, forced) = (MemberRules.Down(cluster, Second, force: false), MemberRules.Down(cluster, Second, force: true));

        Assert.True(gentle is MemberAnswer.Refused || gentle == forced, $"{gentle}, {forced}");
    }

    private static ClusterView Cluster(MemberStatus second, bool isReachable = true) => new(
        AddressOf(1), AddressOf(1), AddressOf(1),
        [
            new MemberView(AddressOf(1), 1, [Roles.Seed], MemberStatus.Up, IsReachable: true),
            new MemberView(AddressOf(2), 2, [Roles.Replica], second, isReachable),
        ]);

    private static Address AddressOf(int number) => new("akka.tcp", "actorserve", $"10.0.0.{number}", 4_053);
}
